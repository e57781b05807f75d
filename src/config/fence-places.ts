/** Where in the file fencing is described: for checks that know more of it than the file does. */
import type { FenceDevice } from './model.ts';
import type { XmlElement } from './xml-element.ts';

export interface FencePlaces {
  /** In the order of the file, whether or not the rest of it is good. */
  readonly uses: readonly DeviceUse[];
  readonly fenceDaemon: XmlElement | undefined;
}

/** One `<device>` of one method of one node, or of its `<unfence>`. */
export interface DeviceUse {
  readonly node: string;
  readonly device: FenceDevice;
  /** `<device>` */
  readonly element: XmlElement;
  /** It stands in `<unfence>`, not in a method. */
  readonly unfences?: true;
  /** `<fencedevice>` */
  readonly template: XmlElement;
}
