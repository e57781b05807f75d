/** What the members tell each other about guests, and what comes out of it. Travels as JSON: fields are only added. */

/** A guest that libvirt of a host knows. */
export interface HostGuest {
  readonly name: string;
  readonly uuid: string;
  readonly state: 'running' | 'paused' | 'off' | 'other';
  /** Libvirt starts it by itself when the host boots. */
  readonly autostart: boolean;
  /** It vanishes when it ends. */
  readonly transient: boolean;
  /** Without secrets; of a transient one, what runs. */
  readonly definition: string;
  /** `<cpu>` as it is while the guest runs; empty when it does not. */
  readonly runningCpu: string;
}

/** Answer of a member to `guests-here`. */
export interface HostGuests {
  /** Why libvirt can't be asked; empty when it can. */
  readonly problem: string;
  readonly guests: readonly HostGuest[];
  /** About the host itself; absent from one that does not look. */
  readonly host?: readonly Finding[];
}

/** Argument of `guests-fit-here`. */
export interface FitQuestion {
  readonly guests: readonly {
    readonly definition: string;
    /** As its CPU really is, where it runs; empty otherwise. */
    readonly runningCpu: string;
    /** DRBD resources that must hold its disks. */
    readonly drbd: readonly string[];
    /** The nodes, and how their libvirt is reached for a migration. */
    readonly peers: readonly { readonly node: string; readonly uri: string }[];
  }[];
}

/** Answer of a member to `guests-fit-here`. */
export interface HostFits {
  readonly guests: readonly GuestFit[];
}

export interface GuestFit {
  readonly name: string;
  readonly findings: readonly Finding[];
  readonly disks: readonly HostDisk[];
  /** The host's CPU as guests would see it: model and vendor. */
  readonly cpu: string;
  /** `why`: why their libvirt can't be reached from here; empty when it can. */
  readonly peers: readonly { readonly node: string; readonly uri: string; readonly why: string }[];
}

/** A disk of a guest, as a host has it. */
export interface HostDisk {
  readonly target: string;
  readonly source: string;
  /** Two hosts with the same one have the same disk; empty when that can't be told. */
  readonly identity: string;
  /** Bytes; 0 when that can't be told. */
  readonly size: number;
}

/** One thing that keeps a guest from starting on a host, or from getting there. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  /** What it stops: `start` also stops migration. */
  readonly stops: 'start' | 'migration';
  readonly text: string;
  /** The way out. */
  readonly fix: string;
}

/** A guest of the cluster. */
export interface GuestReport {
  readonly name: string;
  readonly uuid: string;
  /** The service of cluster.xml that holds it; null when Picket does not look after it. */
  readonly service: string | null;
  /** Where libvirt knows it. */
  readonly on: readonly {
    readonly node: string;
    readonly state: HostGuest['state'];
    readonly autostart: boolean;
  }[];
  readonly nodes: readonly GuestNode[];
  /** What is wrong with it whatever the node. */
  readonly findings: readonly Finding[];
}

export interface GuestNode {
  readonly node: string;
  /** Nothing speaks against a start there. */
  readonly starts: boolean;
  /** Nor against a live migration there, as far as that can be seen. */
  readonly migrates: boolean;
  readonly findings: readonly Finding[];
}
