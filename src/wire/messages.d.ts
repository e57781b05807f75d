import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace picket. */
export namespace picket {

    /**
     * Properties of an Incarnation.
     * @deprecated Use picket.Incarnation.$Properties instead.
     */
    interface IIncarnation extends picket.Incarnation.$Properties {
    }

    /** Represents an Incarnation. */
    class Incarnation {

        /**
         * Constructs a new Incarnation.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Incarnation.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Incarnation boot. */
        boot: Uint8Array;

        /** Incarnation count. */
        count: number;

        /**
         * Encodes the specified Incarnation message. Does not implicitly {@link picket.Incarnation.verify|verify} messages.
         * @param message Incarnation message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Incarnation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Incarnation message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Incarnation & picket.Incarnation.$Shape} Incarnation
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Incarnation & picket.Incarnation.$Shape;
    }

    namespace Incarnation {

        /** Properties of an Incarnation. */
        interface $Properties {

            /** Incarnation boot */
            boot?: (Uint8Array|null);

            /** Incarnation count */
            count?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Incarnation. */
        type $Shape = picket.Incarnation.$Properties;
    }

    /**
     * Properties of an Epoch.
     * @deprecated Use picket.Epoch.$Properties instead.
     */
    interface IEpoch extends picket.Epoch.$Properties {
    }

    /** Represents an Epoch. */
    class Epoch {

        /**
         * Constructs a new Epoch.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Epoch.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Epoch number. */
        number: number;

        /** Epoch proposer. */
        proposer: number;

        /** Epoch incarnation. */
        incarnation?: (picket.Incarnation.$Properties|null);

        /**
         * Encodes the specified Epoch message. Does not implicitly {@link picket.Epoch.verify|verify} messages.
         * @param message Epoch message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Epoch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Epoch message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Epoch & picket.Epoch.$Shape} Epoch
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Epoch & picket.Epoch.$Shape;
    }

    namespace Epoch {

        /** Properties of an Epoch. */
        interface $Properties {

            /** Epoch number */
            number?: (number|null);

            /** Epoch proposer */
            proposer?: (number|null);

            /** Epoch incarnation */
            incarnation?: (picket.Incarnation.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Epoch. */
        type $Shape = picket.Epoch.$Properties;
    }

    /**
     * Properties of a Member.
     * @deprecated Use picket.Member.$Properties instead.
     */
    interface IMember extends picket.Member.$Properties {
    }

    /** Represents a Member. */
    class Member {

        /**
         * Constructs a new Member.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Member.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Member id. */
        id: number;

        /** Member incarnation. */
        incarnation?: (picket.Incarnation.$Properties|null);

        /**
         * Encodes the specified Member message. Does not implicitly {@link picket.Member.verify|verify} messages.
         * @param message Member message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Member.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Member message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Member & picket.Member.$Shape} Member
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Member & picket.Member.$Shape;
    }

    namespace Member {

        /** Properties of a Member. */
        interface $Properties {

            /** Member id */
            id?: (number|null);

            /** Member incarnation */
            incarnation?: (picket.Incarnation.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Member. */
        type $Shape = picket.Member.$Properties;
    }

    /** NodeState enum. */
    enum NodeState {

        /** JOINING value */
        JOINING = 0,

        /** MEMBER value */
        MEMBER = 1,

        /** LEAVING value */
        LEAVING = 2,

        /** LEFT value */
        LEFT = 3,

        /** RESTARTING value */
        RESTARTING = 4
    }

    /**
     * Properties of a Heartbeat.
     * @deprecated Use picket.Heartbeat.$Properties instead.
     */
    interface IHeartbeat extends picket.Heartbeat.$Properties {
    }

    /** Represents a Heartbeat. */
    class Heartbeat {

        /**
         * Constructs a new Heartbeat.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Heartbeat.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Heartbeat sender. */
        sender: number;

        /** Heartbeat incarnation. */
        incarnation?: (picket.Incarnation.$Properties|null);

        /** Heartbeat sequence. */
        sequence: number;

        /** Heartbeat link. */
        link: number;

        /** Heartbeat state. */
        state: picket.NodeState;

        /** Heartbeat view. */
        view?: (picket.Epoch.$Properties|null);

        /** Heartbeat highestEpoch. */
        highestEpoch: number;

        /** Heartbeat configVersion. */
        configVersion: number;

        /** Heartbeat echoes. */
        echoes: picket.Echo.$Properties[];

        /** Heartbeat pausedMs. */
        pausedMs: number;

        /** Heartbeat ready. */
        ready: boolean;

        /** Heartbeat failedSends. */
        failedSends: number;

        /** Heartbeat carriers. */
        carriers: picket.Carrier[];

        /** Heartbeat keys. */
        keys: number[];

        /**
         * Encodes the specified Heartbeat message. Does not implicitly {@link picket.Heartbeat.verify|verify} messages.
         * @param message Heartbeat message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Heartbeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Heartbeat message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Heartbeat & picket.Heartbeat.$Shape} Heartbeat
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Heartbeat & picket.Heartbeat.$Shape;
    }

    namespace Heartbeat {

        /** Properties of a Heartbeat. */
        interface $Properties {

            /** Heartbeat sender */
            sender?: (number|null);

            /** Heartbeat incarnation */
            incarnation?: (picket.Incarnation.$Properties|null);

            /** Heartbeat sequence */
            sequence?: (number|null);

            /** Heartbeat link */
            link?: (number|null);

            /** Heartbeat state */
            state?: (picket.NodeState|null);

            /** Heartbeat view */
            view?: (picket.Epoch.$Properties|null);

            /** Heartbeat highestEpoch */
            highestEpoch?: (number|null);

            /** Heartbeat configVersion */
            configVersion?: (number|null);

            /** Heartbeat echoes */
            echoes?: (picket.Echo.$Properties[]|null);

            /** Heartbeat pausedMs */
            pausedMs?: (number|null);

            /** Heartbeat ready */
            ready?: (boolean|null);

            /** Heartbeat failedSends */
            failedSends?: (number|null);

            /** Heartbeat carriers */
            carriers?: (picket.Carrier[]|null);

            /** Heartbeat keys */
            keys?: (number[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Heartbeat. */
        type $Shape = picket.Heartbeat.$Properties;
    }

    /**
     * Properties of an Echo.
     * @deprecated Use picket.Echo.$Properties instead.
     */
    interface IEcho extends picket.Echo.$Properties {
    }

    /** Represents an Echo. */
    class Echo {

        /**
         * Constructs a new Echo.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Echo.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Echo node. */
        node: number;

        /** Echo incarnation. */
        incarnation?: (picket.Incarnation.$Properties|null);

        /** Echo sequence. */
        sequence: number;

        /** Echo up. */
        up?: (boolean|null);

        /** Echo keptUs. */
        keptUs: number;

        /**
         * Encodes the specified Echo message. Does not implicitly {@link picket.Echo.verify|verify} messages.
         * @param message Echo message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Echo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Echo message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Echo & picket.Echo.$Shape} Echo
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Echo & picket.Echo.$Shape;
    }

    namespace Echo {

        /** Properties of an Echo. */
        interface $Properties {

            /** Echo node */
            node?: (number|null);

            /** Echo incarnation */
            incarnation?: (picket.Incarnation.$Properties|null);

            /** Echo sequence */
            sequence?: (number|null);

            /** Echo up */
            up?: (boolean|null);

            /** Echo keptUs */
            keptUs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Echo. */
        type $Shape = picket.Echo.$Properties;
    }

    /** Carrier enum. */
    enum Carrier {

        /** UNKNOWN value */
        UNKNOWN = 0,

        /** UP value */
        UP = 1,

        /** DOWN value */
        DOWN = 2
    }

    /**
     * Properties of a Frame.
     * @deprecated Use picket.Frame.$Properties instead.
     */
    interface IFrame extends picket.Frame.$Properties {
    }

    /** Represents a Frame. */
    class Frame {

        /**
         * Constructs a new Frame.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Frame.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Frame id. */
        id: number;

        /** Frame reply. */
        reply: boolean;

        /** Frame sender. */
        sender: number;

        /** Frame from. */
        from?: (picket.Incarnation.$Properties|null);

        /** Frame to. */
        to?: (picket.Incarnation.$Properties|null);

        /** Frame hello. */
        hello?: (picket.Hello.$Properties|null);

        /** Frame propose. */
        propose?: (picket.Propose.$Properties|null);

        /** Frame accept. */
        accept?: (picket.Accept.$Properties|null);

        /** Frame install. */
        install?: (picket.Install.$Properties|null);

        /** Frame installed. */
        installed?: (picket.Installed.$Properties|null);

        /** Frame activate. */
        activate?: (picket.Activate.$Properties|null);

        /** Frame replicate. */
        replicate?: (picket.Replicate.$Properties|null);

        /** Frame replicated. */
        replicated?: (picket.Replicated.$Properties|null);

        /** Frame perform. */
        perform?: (picket.Perform.$Properties|null);

        /** Frame performed. */
        performed?: (picket.Performed.$Properties|null);

        /** Frame report. */
        report?: (picket.Report.$Properties|null);

        /** Frame done. */
        done?: (picket.Done.$Properties|null);

        /** Frame refused. */
        refused?: (picket.Refused.$Properties|null);

        /** Frame forward. */
        forward?: (picket.Forward.$Properties|null);

        /** Frame forwarded. */
        forwarded?: (picket.Forwarded.$Properties|null);

        /** Frame confirm. */
        confirm?: (picket.Confirm.$Properties|null);

        /** Frame restarting. */
        restarting?: (picket.Restarting.$Properties|null);

        /** Frame configure. */
        configure?: (picket.Configure.$Properties|null);

        /** Frame fence. */
        fence?: (picket.Fence.$Properties|null);

        /** Frame fenced. */
        fenced?: (picket.Fenced.$Properties|null);

        /** Frame silence. */
        silence?: (picket.Silence.$Properties|null);

        /** Frame silent. */
        silent?: (picket.Silent.$Properties|null);

        /** Frame body. */
        body?: ("hello"|"propose"|"accept"|"install"|"installed"|"activate"|"replicate"|"replicated"|"perform"|"performed"|"report"|"done"|"refused"|"forward"|"forwarded"|"confirm"|"restarting"|"configure"|"fence"|"fenced"|"silence"|"silent");

        /**
         * Encodes the specified Frame message. Does not implicitly {@link picket.Frame.verify|verify} messages.
         * @param message Frame message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Frame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Frame message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Frame & picket.Frame.$Shape} Frame
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Frame & picket.Frame.$Shape;
    }

    namespace Frame {

        /** Properties of a Frame. */
        interface $Properties {

            /** Frame id */
            id?: (number|null);

            /** Frame reply */
            reply?: (boolean|null);

            /** Frame sender */
            sender?: (number|null);

            /** Frame from */
            from?: (picket.Incarnation.$Properties|null);

            /** Frame to */
            to?: (picket.Incarnation.$Properties|null);

            /** Frame hello */
            hello?: (picket.Hello.$Properties|null);

            /** Frame propose */
            propose?: (picket.Propose.$Properties|null);

            /** Frame accept */
            accept?: (picket.Accept.$Properties|null);

            /** Frame install */
            install?: (picket.Install.$Properties|null);

            /** Frame installed */
            installed?: (picket.Installed.$Properties|null);

            /** Frame activate */
            activate?: (picket.Activate.$Properties|null);

            /** Frame replicate */
            replicate?: (picket.Replicate.$Properties|null);

            /** Frame replicated */
            replicated?: (picket.Replicated.$Properties|null);

            /** Frame perform */
            perform?: (picket.Perform.$Properties|null);

            /** Frame performed */
            performed?: (picket.Performed.$Properties|null);

            /** Frame report */
            report?: (picket.Report.$Properties|null);

            /** Frame done */
            done?: (picket.Done.$Properties|null);

            /** Frame refused */
            refused?: (picket.Refused.$Properties|null);

            /** Frame forward */
            forward?: (picket.Forward.$Properties|null);

            /** Frame forwarded */
            forwarded?: (picket.Forwarded.$Properties|null);

            /** Frame confirm */
            confirm?: (picket.Confirm.$Properties|null);

            /** Frame restarting */
            restarting?: (picket.Restarting.$Properties|null);

            /** Frame configure */
            configure?: (picket.Configure.$Properties|null);

            /** Frame fence */
            fence?: (picket.Fence.$Properties|null);

            /** Frame fenced */
            fenced?: (picket.Fenced.$Properties|null);

            /** Frame silence */
            silence?: (picket.Silence.$Properties|null);

            /** Frame silent */
            silent?: (picket.Silent.$Properties|null);

            /** Frame body */
            body?: ("hello"|"propose"|"accept"|"install"|"installed"|"activate"|"replicate"|"replicated"|"perform"|"performed"|"report"|"done"|"refused"|"forward"|"forwarded"|"confirm"|"restarting"|"configure"|"fence"|"fenced"|"silence"|"silent");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a Frame. */
        type $Shape = {
          id?: number|null;
          reply?: boolean|null;
          sender?: number|null;
          from?: picket.Incarnation.$Shape|null;
          to?: picket.Incarnation.$Shape|null;
          hello?: picket.Hello.$Shape|null;
          propose?: picket.Propose.$Shape|null;
          accept?: picket.Accept.$Shape|null;
          install?: picket.Install.$Shape|null;
          installed?: picket.Installed.$Shape|null;
          activate?: picket.Activate.$Shape|null;
          replicate?: picket.Replicate.$Shape|null;
          replicated?: picket.Replicated.$Shape|null;
          perform?: picket.Perform.$Shape|null;
          performed?: picket.Performed.$Shape|null;
          report?: picket.Report.$Shape|null;
          done?: picket.Done.$Shape|null;
          refused?: picket.Refused.$Shape|null;
          forward?: picket.Forward.$Shape|null;
          forwarded?: picket.Forwarded.$Shape|null;
          confirm?: picket.Confirm.$Shape|null;
          restarting?: picket.Restarting.$Shape|null;
          configure?: picket.Configure.$Shape|null;
          fence?: picket.Fence.$Shape|null;
          fenced?: picket.Fenced.$Shape|null;
          silence?: picket.Silence.$Shape|null;
          silent?: picket.Silent.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ body?: undefined; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "hello"; hello: picket.Hello.$Shape; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "propose"; hello?: null; propose: picket.Propose.$Shape; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "accept"; hello?: null; propose?: null; accept: picket.Accept.$Shape; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "install"; hello?: null; propose?: null; accept?: null; install: picket.Install.$Shape; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "installed"; hello?: null; propose?: null; accept?: null; install?: null; installed: picket.Installed.$Shape; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "activate"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate: picket.Activate.$Shape; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "replicate"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate: picket.Replicate.$Shape; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "replicated"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated: picket.Replicated.$Shape; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "perform"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform: picket.Perform.$Shape; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "performed"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed: picket.Performed.$Shape; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "report"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report: picket.Report.$Shape; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "done"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done: picket.Done.$Shape; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "refused"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused: picket.Refused.$Shape; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "forward"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward: picket.Forward.$Shape; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "forwarded"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded: picket.Forwarded.$Shape; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "confirm"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm: picket.Confirm.$Shape; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "restarting"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting: picket.Restarting.$Shape; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "configure"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure: picket.Configure.$Shape; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "fence"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence: picket.Fence.$Shape; fenced?: null; silence?: null; silent?: null }|{ body?: "fenced"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced: picket.Fenced.$Shape; silence?: null; silent?: null }|{ body?: "silence"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence: picket.Silence.$Shape; silent?: null }|{ body?: "silent"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent: picket.Silent.$Shape })
        );
    }

    /**
     * Properties of a Hello.
     * @deprecated Use picket.Hello.$Properties instead.
     */
    interface IHello extends picket.Hello.$Properties {
    }

    /** Represents a Hello. */
    class Hello {

        /**
         * Constructs a new Hello.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Hello.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Hello cluster. */
        cluster: string;

        /**
         * Encodes the specified Hello message. Does not implicitly {@link picket.Hello.verify|verify} messages.
         * @param message Hello message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Hello message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Hello & picket.Hello.$Shape} Hello
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Hello & picket.Hello.$Shape;
    }

    namespace Hello {

        /** Properties of a Hello. */
        interface $Properties {

            /** Hello cluster */
            cluster?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Hello. */
        type $Shape = picket.Hello.$Properties;
    }

    /**
     * Properties of a Record.
     * @deprecated Use picket.Record.$Properties instead.
     */
    interface IRecord extends picket.Record.$Properties {
    }

    /** Represents a Record. */
    class Record {

        /**
         * Constructs a new Record.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Record.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Record key. */
        key: string;

        /** Record epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /** Record version. */
        version: number;

        /** Record value. */
        value: string;

        /**
         * Encodes the specified Record message. Does not implicitly {@link picket.Record.verify|verify} messages.
         * @param message Record message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Record.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Record message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Record & picket.Record.$Shape} Record
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Record & picket.Record.$Shape;
    }

    namespace Record {

        /** Properties of a Record. */
        interface $Properties {

            /** Record key */
            key?: (string|null);

            /** Record epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Record version */
            version?: (number|null);

            /** Record value */
            value?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Record. */
        type $Shape = picket.Record.$Properties;
    }

    /**
     * Properties of a ServiceReport.
     * @deprecated Use picket.ServiceReport.$Properties instead.
     */
    interface IServiceReport extends picket.ServiceReport.$Properties {
    }

    /** Represents a ServiceReport. */
    class ServiceReport {

        /**
         * Constructs a new ServiceReport.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.ServiceReport.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ServiceReport service. */
        service: string;

        /** ServiceReport state. */
        state: string;

        /** ServiceReport reason. */
        reason: string;

        /**
         * Encodes the specified ServiceReport message. Does not implicitly {@link picket.ServiceReport.verify|verify} messages.
         * @param message ServiceReport message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.ServiceReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ServiceReport message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.ServiceReport & picket.ServiceReport.$Shape} ServiceReport
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.ServiceReport & picket.ServiceReport.$Shape;
    }

    namespace ServiceReport {

        /** Properties of a ServiceReport. */
        interface $Properties {

            /** ServiceReport service */
            service?: (string|null);

            /** ServiceReport state */
            state?: (string|null);

            /** ServiceReport reason */
            reason?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ServiceReport. */
        type $Shape = picket.ServiceReport.$Properties;
    }

    /**
     * Properties of a Propose.
     * @deprecated Use picket.Propose.$Properties instead.
     */
    interface IPropose extends picket.Propose.$Properties {
    }

    /** Represents a Propose. */
    class Propose {

        /**
         * Constructs a new Propose.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Propose.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Propose epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /** Propose members. */
        members: picket.Member.$Properties[];

        /**
         * Encodes the specified Propose message. Does not implicitly {@link picket.Propose.verify|verify} messages.
         * @param message Propose message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Propose.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Propose message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Propose & picket.Propose.$Shape} Propose
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Propose & picket.Propose.$Shape;
    }

    namespace Propose {

        /** Properties of a Propose. */
        interface $Properties {

            /** Propose epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Propose members */
            members?: (picket.Member.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Propose. */
        type $Shape = picket.Propose.$Properties;
    }

    /**
     * Properties of an Accept.
     * @deprecated Use picket.Accept.$Properties instead.
     */
    interface IAccept extends picket.Accept.$Properties {
    }

    /** Represents an Accept. */
    class Accept {

        /**
         * Constructs a new Accept.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Accept.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Accept epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /** Accept known. */
        known: picket.Member.$Properties[];

        /** Accept view. */
        view?: (picket.Epoch.$Properties|null);

        /** Accept ledger. */
        ledger: picket.Record.$Properties[];

        /** Accept services. */
        services: picket.ServiceReport.$Properties[];

        /**
         * Encodes the specified Accept message. Does not implicitly {@link picket.Accept.verify|verify} messages.
         * @param message Accept message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Accept.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Accept message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Accept & picket.Accept.$Shape} Accept
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Accept & picket.Accept.$Shape;
    }

    namespace Accept {

        /** Properties of an Accept. */
        interface $Properties {

            /** Accept epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Accept known */
            known?: (picket.Member.$Properties[]|null);

            /** Accept view */
            view?: (picket.Epoch.$Properties|null);

            /** Accept ledger */
            ledger?: (picket.Record.$Properties[]|null);

            /** Accept services */
            services?: (picket.ServiceReport.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Accept. */
        type $Shape = picket.Accept.$Properties;
    }

    /**
     * Properties of an Install.
     * @deprecated Use picket.Install.$Properties instead.
     */
    interface IInstall extends picket.Install.$Properties {
    }

    /** Represents an Install. */
    class Install {

        /**
         * Constructs a new Install.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Install.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Install epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /** Install members. */
        members: picket.Member.$Properties[];

        /** Install ledger. */
        ledger: picket.Record.$Properties[];

        /**
         * Encodes the specified Install message. Does not implicitly {@link picket.Install.verify|verify} messages.
         * @param message Install message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Install.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Install message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Install & picket.Install.$Shape} Install
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Install & picket.Install.$Shape;
    }

    namespace Install {

        /** Properties of an Install. */
        interface $Properties {

            /** Install epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Install members */
            members?: (picket.Member.$Properties[]|null);

            /** Install ledger */
            ledger?: (picket.Record.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Install. */
        type $Shape = picket.Install.$Properties;
    }

    /**
     * Properties of an Installed.
     * @deprecated Use picket.Installed.$Properties instead.
     */
    interface IInstalled extends picket.Installed.$Properties {
    }

    /** Represents an Installed. */
    class Installed {

        /**
         * Constructs a new Installed.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Installed.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Installed epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /**
         * Encodes the specified Installed message. Does not implicitly {@link picket.Installed.verify|verify} messages.
         * @param message Installed message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Installed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Installed message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Installed & picket.Installed.$Shape} Installed
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Installed & picket.Installed.$Shape;
    }

    namespace Installed {

        /** Properties of an Installed. */
        interface $Properties {

            /** Installed epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Installed. */
        type $Shape = picket.Installed.$Properties;
    }

    /**
     * Properties of an Activate.
     * @deprecated Use picket.Activate.$Properties instead.
     */
    interface IActivate extends picket.Activate.$Properties {
    }

    /** Represents an Activate. */
    class Activate {

        /**
         * Constructs a new Activate.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Activate.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Activate epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /**
         * Encodes the specified Activate message. Does not implicitly {@link picket.Activate.verify|verify} messages.
         * @param message Activate message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Activate.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Activate message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Activate & picket.Activate.$Shape} Activate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Activate & picket.Activate.$Shape;
    }

    namespace Activate {

        /** Properties of an Activate. */
        interface $Properties {

            /** Activate epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Activate. */
        type $Shape = picket.Activate.$Properties;
    }

    /**
     * Properties of a Replicate.
     * @deprecated Use picket.Replicate.$Properties instead.
     */
    interface IReplicate extends picket.Replicate.$Properties {
    }

    /** Represents a Replicate. */
    class Replicate {

        /**
         * Constructs a new Replicate.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Replicate.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Replicate epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /** Replicate version. */
        version: number;

        /** Replicate changes. */
        changes: picket.Record.$Properties[];

        /**
         * Encodes the specified Replicate message. Does not implicitly {@link picket.Replicate.verify|verify} messages.
         * @param message Replicate message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Replicate.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Replicate message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Replicate & picket.Replicate.$Shape} Replicate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Replicate & picket.Replicate.$Shape;
    }

    namespace Replicate {

        /** Properties of a Replicate. */
        interface $Properties {

            /** Replicate epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Replicate version */
            version?: (number|null);

            /** Replicate changes */
            changes?: (picket.Record.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Replicate. */
        type $Shape = picket.Replicate.$Properties;
    }

    /**
     * Properties of a Replicated.
     * @deprecated Use picket.Replicated.$Properties instead.
     */
    interface IReplicated extends picket.Replicated.$Properties {
    }

    /** Represents a Replicated. */
    class Replicated {

        /**
         * Constructs a new Replicated.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Replicated.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Replicated epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /** Replicated version. */
        version: number;

        /**
         * Encodes the specified Replicated message. Does not implicitly {@link picket.Replicated.verify|verify} messages.
         * @param message Replicated message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Replicated.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Replicated message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Replicated & picket.Replicated.$Shape} Replicated
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Replicated & picket.Replicated.$Shape;
    }

    namespace Replicated {

        /** Properties of a Replicated. */
        interface $Properties {

            /** Replicated epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Replicated version */
            version?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Replicated. */
        type $Shape = picket.Replicated.$Properties;
    }

    /**
     * Properties of a Perform.
     * @deprecated Use picket.Perform.$Properties instead.
     */
    interface IPerform extends picket.Perform.$Properties {
    }

    /** Represents a Perform. */
    class Perform {

        /**
         * Constructs a new Perform.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Perform.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Perform epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /** Perform version. */
        version: number;

        /** Perform service. */
        service: string;

        /** Perform operation. */
        operation: string;

        /** Perform target. */
        target: number;

        /**
         * Encodes the specified Perform message. Does not implicitly {@link picket.Perform.verify|verify} messages.
         * @param message Perform message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Perform.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Perform message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Perform & picket.Perform.$Shape} Perform
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Perform & picket.Perform.$Shape;
    }

    namespace Perform {

        /** Properties of a Perform. */
        interface $Properties {

            /** Perform epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Perform version */
            version?: (number|null);

            /** Perform service */
            service?: (string|null);

            /** Perform operation */
            operation?: (string|null);

            /** Perform target */
            target?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Perform. */
        type $Shape = picket.Perform.$Properties;
    }

    /**
     * Properties of a Performed.
     * @deprecated Use picket.Performed.$Properties instead.
     */
    interface IPerformed extends picket.Performed.$Properties {
    }

    /** Represents a Performed. */
    class Performed {

        /**
         * Constructs a new Performed.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Performed.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Performed epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /** Performed ok. */
        ok: boolean;

        /** Performed reason. */
        reason: string;

        /** Performed state. */
        state: string;

        /**
         * Encodes the specified Performed message. Does not implicitly {@link picket.Performed.verify|verify} messages.
         * @param message Performed message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Performed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Performed message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Performed & picket.Performed.$Shape} Performed
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Performed & picket.Performed.$Shape;
    }

    namespace Performed {

        /** Properties of a Performed. */
        interface $Properties {

            /** Performed epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Performed ok */
            ok?: (boolean|null);

            /** Performed reason */
            reason?: (string|null);

            /** Performed state */
            state?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Performed. */
        type $Shape = picket.Performed.$Properties;
    }

    /**
     * Properties of a Report.
     * @deprecated Use picket.Report.$Properties instead.
     */
    interface IReport extends picket.Report.$Properties {
    }

    /** Represents a Report. */
    class Report {

        /**
         * Constructs a new Report.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Report.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Report epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /** Report service. */
        service: string;

        /** Report resource. */
        resource: string;

        /** Report reason. */
        reason: string;

        /** Report runs. */
        runs: boolean;

        /** Report partial. */
        partial: picket.Part.$Properties[];

        /**
         * Encodes the specified Report message. Does not implicitly {@link picket.Report.verify|verify} messages.
         * @param message Report message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Report.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Report message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Report & picket.Report.$Shape} Report
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Report & picket.Report.$Shape;
    }

    namespace Report {

        /** Properties of a Report. */
        interface $Properties {

            /** Report epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Report service */
            service?: (string|null);

            /** Report resource */
            resource?: (string|null);

            /** Report reason */
            reason?: (string|null);

            /** Report runs */
            runs?: (boolean|null);

            /** Report partial */
            partial?: (picket.Part.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Report. */
        type $Shape = picket.Report.$Properties;
    }

    /**
     * Properties of a Part.
     * @deprecated Use picket.Part.$Properties instead.
     */
    interface IPart extends picket.Part.$Properties {
    }

    /** Represents a Part. */
    class Part {

        /**
         * Constructs a new Part.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Part.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Part resource. */
        resource: string;

        /** Part state. */
        state: string;

        /** Part reason. */
        reason: string;

        /**
         * Encodes the specified Part message. Does not implicitly {@link picket.Part.verify|verify} messages.
         * @param message Part message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Part.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Part message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Part & picket.Part.$Shape} Part
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Part & picket.Part.$Shape;
    }

    namespace Part {

        /** Properties of a Part. */
        interface $Properties {

            /** Part resource */
            resource?: (string|null);

            /** Part state */
            state?: (string|null);

            /** Part reason */
            reason?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Part. */
        type $Shape = picket.Part.$Properties;
    }

    /**
     * Properties of a Done.
     * @deprecated Use picket.Done.$Properties instead.
     */
    interface IDone extends picket.Done.$Properties {
    }

    /** Represents a Done. */
    class Done {

        /**
         * Constructs a new Done.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Done.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /**
         * Encodes the specified Done message. Does not implicitly {@link picket.Done.verify|verify} messages.
         * @param message Done message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Done.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Done message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Done & picket.Done.$Shape} Done
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Done & picket.Done.$Shape;
    }

    namespace Done {

        /** Properties of a Done. */
        interface $Properties {

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Done. */
        type $Shape = picket.Done.$Properties;
    }

    /**
     * Properties of a Refused.
     * @deprecated Use picket.Refused.$Properties instead.
     */
    interface IRefused extends picket.Refused.$Properties {
    }

    /** Represents a Refused. */
    class Refused {

        /**
         * Constructs a new Refused.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Refused.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Refused reason. */
        reason: string;

        /** Refused promised. */
        promised: number;

        /** Refused unable. */
        unable: boolean;

        /**
         * Encodes the specified Refused message. Does not implicitly {@link picket.Refused.verify|verify} messages.
         * @param message Refused message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Refused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Refused message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Refused & picket.Refused.$Shape} Refused
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Refused & picket.Refused.$Shape;
    }

    namespace Refused {

        /** Properties of a Refused. */
        interface $Properties {

            /** Refused reason */
            reason?: (string|null);

            /** Refused promised */
            promised?: (number|null);

            /** Refused unable */
            unable?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Refused. */
        type $Shape = picket.Refused.$Properties;
    }

    /**
     * Properties of a Forward.
     * @deprecated Use picket.Forward.$Properties instead.
     */
    interface IForward extends picket.Forward.$Properties {
    }

    /** Represents a Forward. */
    class Forward {

        /**
         * Constructs a new Forward.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Forward.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Forward command. */
        command: string;

        /** Forward argument. */
        argument: string;

        /**
         * Encodes the specified Forward message. Does not implicitly {@link picket.Forward.verify|verify} messages.
         * @param message Forward message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Forward.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Forward message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Forward & picket.Forward.$Shape} Forward
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Forward & picket.Forward.$Shape;
    }

    namespace Forward {

        /** Properties of a Forward. */
        interface $Properties {

            /** Forward command */
            command?: (string|null);

            /** Forward argument */
            argument?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Forward. */
        type $Shape = picket.Forward.$Properties;
    }

    /**
     * Properties of a Forwarded.
     * @deprecated Use picket.Forwarded.$Properties instead.
     */
    interface IForwarded extends picket.Forwarded.$Properties {
    }

    /** Represents a Forwarded. */
    class Forwarded {

        /**
         * Constructs a new Forwarded.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Forwarded.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Forwarded result. */
        result: string;

        /**
         * Encodes the specified Forwarded message. Does not implicitly {@link picket.Forwarded.verify|verify} messages.
         * @param message Forwarded message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Forwarded.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Forwarded message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Forwarded & picket.Forwarded.$Shape} Forwarded
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Forwarded & picket.Forwarded.$Shape;
    }

    namespace Forwarded {

        /** Properties of a Forwarded. */
        interface $Properties {

            /** Forwarded result */
            result?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Forwarded. */
        type $Shape = picket.Forwarded.$Properties;
    }

    /**
     * Properties of a Configure.
     * @deprecated Use picket.Configure.$Properties instead.
     */
    interface IConfigure extends picket.Configure.$Properties {
    }

    /** Represents a Configure. */
    class Configure {

        /**
         * Constructs a new Configure.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Configure.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Configure epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /** Configure step. */
        step: string;

        /** Configure argument. */
        argument: string;

        /**
         * Encodes the specified Configure message. Does not implicitly {@link picket.Configure.verify|verify} messages.
         * @param message Configure message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Configure.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Configure message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Configure & picket.Configure.$Shape} Configure
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Configure & picket.Configure.$Shape;
    }

    namespace Configure {

        /** Properties of a Configure. */
        interface $Properties {

            /** Configure epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Configure step */
            step?: (string|null);

            /** Configure argument */
            argument?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Configure. */
        type $Shape = picket.Configure.$Properties;
    }

    /**
     * Properties of a Fence.
     * @deprecated Use picket.Fence.$Properties instead.
     */
    interface IFence extends picket.Fence.$Properties {
    }

    /** Represents a Fence. */
    class Fence {

        /**
         * Constructs a new Fence.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Fence.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Fence epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /** Fence version. */
        version: number;

        /** Fence id. */
        id: string;

        /** Fence node. */
        node: number;

        /** Fence step. */
        step: string;

        /** Fence action. */
        action: string;

        /** Fence method. */
        method: string;

        /**
         * Encodes the specified Fence message. Does not implicitly {@link picket.Fence.verify|verify} messages.
         * @param message Fence message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Fence.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Fence message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Fence & picket.Fence.$Shape} Fence
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Fence & picket.Fence.$Shape;
    }

    namespace Fence {

        /** Properties of a Fence. */
        interface $Properties {

            /** Fence epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Fence version */
            version?: (number|null);

            /** Fence id */
            id?: (string|null);

            /** Fence node */
            node?: (number|null);

            /** Fence step */
            step?: (string|null);

            /** Fence action */
            action?: (string|null);

            /** Fence method */
            method?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Fence. */
        type $Shape = picket.Fence.$Properties;
    }

    /**
     * Properties of a Fenced.
     * @deprecated Use picket.Fenced.$Properties instead.
     */
    interface IFenced extends picket.Fenced.$Properties {
    }

    /** Represents a Fenced. */
    class Fenced {

        /**
         * Constructs a new Fenced.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Fenced.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Fenced epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /** Fenced ok. */
        ok: boolean;

        /** Fenced reason. */
        reason: string;

        /** Fenced device. */
        device: string;

        /** Fenced method. */
        method: string;

        /** Fenced evidence. */
        evidence: string;

        /** Fenced verified. */
        verified: boolean;

        /** Fenced powerOn. */
        powerOn: boolean;

        /** Fenced agentMs. */
        agentMs: number;

        /** Fenced shotMs. */
        shotMs: number;

        /**
         * Encodes the specified Fenced message. Does not implicitly {@link picket.Fenced.verify|verify} messages.
         * @param message Fenced message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Fenced.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Fenced message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Fenced & picket.Fenced.$Shape} Fenced
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Fenced & picket.Fenced.$Shape;
    }

    namespace Fenced {

        /** Properties of a Fenced. */
        interface $Properties {

            /** Fenced epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Fenced ok */
            ok?: (boolean|null);

            /** Fenced reason */
            reason?: (string|null);

            /** Fenced device */
            device?: (string|null);

            /** Fenced method */
            method?: (string|null);

            /** Fenced evidence */
            evidence?: (string|null);

            /** Fenced verified */
            verified?: (boolean|null);

            /** Fenced powerOn */
            powerOn?: (boolean|null);

            /** Fenced agentMs */
            agentMs?: (number|null);

            /** Fenced shotMs */
            shotMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Fenced. */
        type $Shape = picket.Fenced.$Properties;
    }

    /**
     * Properties of a Confirm.
     * @deprecated Use picket.Confirm.$Properties instead.
     */
    interface IConfirm extends picket.Confirm.$Properties {
    }

    /** Represents a Confirm. */
    class Confirm {

        /**
         * Constructs a new Confirm.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Confirm.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Confirm epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /**
         * Encodes the specified Confirm message. Does not implicitly {@link picket.Confirm.verify|verify} messages.
         * @param message Confirm message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Confirm.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Confirm message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Confirm & picket.Confirm.$Shape} Confirm
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Confirm & picket.Confirm.$Shape;
    }

    namespace Confirm {

        /** Properties of a Confirm. */
        interface $Properties {

            /** Confirm epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Confirm. */
        type $Shape = picket.Confirm.$Properties;
    }

    /**
     * Properties of a Silence.
     * @deprecated Use picket.Silence.$Properties instead.
     */
    interface ISilence extends picket.Silence.$Properties {
    }

    /** Represents a Silence. */
    class Silence {

        /**
         * Constructs a new Silence.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Silence.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Silence epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /** Silence node. */
        node: number;

        /**
         * Encodes the specified Silence message. Does not implicitly {@link picket.Silence.verify|verify} messages.
         * @param message Silence message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Silence.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Silence message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Silence & picket.Silence.$Shape} Silence
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Silence & picket.Silence.$Shape;
    }

    namespace Silence {

        /** Properties of a Silence. */
        interface $Properties {

            /** Silence epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Silence node */
            node?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Silence. */
        type $Shape = picket.Silence.$Properties;
    }

    /**
     * Properties of a Silent.
     * @deprecated Use picket.Silent.$Properties instead.
     */
    interface ISilent extends picket.Silent.$Properties {
    }

    /** Represents a Silent. */
    class Silent {

        /**
         * Constructs a new Silent.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Silent.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Silent epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /** Silent ms. */
        ms: number;

        /**
         * Encodes the specified Silent message. Does not implicitly {@link picket.Silent.verify|verify} messages.
         * @param message Silent message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Silent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Silent message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Silent & picket.Silent.$Shape} Silent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Silent & picket.Silent.$Shape;
    }

    namespace Silent {

        /** Properties of a Silent. */
        interface $Properties {

            /** Silent epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** Silent ms */
            ms?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Silent. */
        type $Shape = picket.Silent.$Properties;
    }

    /**
     * Properties of a Restarting.
     * @deprecated Use picket.Restarting.$Properties instead.
     */
    interface IRestarting extends picket.Restarting.$Properties {
    }

    /** Represents a Restarting. */
    class Restarting {

        /**
         * Constructs a new Restarting.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.Restarting.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /**
         * Encodes the specified Restarting message. Does not implicitly {@link picket.Restarting.verify|verify} messages.
         * @param message Restarting message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.Restarting.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Restarting message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.Restarting & picket.Restarting.$Shape} Restarting
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.Restarting & picket.Restarting.$Shape;
    }

    namespace Restarting {

        /** Properties of a Restarting. */
        interface $Properties {

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Restarting. */
        type $Shape = picket.Restarting.$Properties;
    }

    /**
     * Properties of a WitnessRequest.
     * @deprecated Use picket.WitnessRequest.$Properties instead.
     */
    interface IWitnessRequest extends picket.WitnessRequest.$Properties {
    }

    /** Represents a WitnessRequest. */
    class WitnessRequest {

        /**
         * Constructs a new WitnessRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.WitnessRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** WitnessRequest node. */
        node: number;

        /** WitnessRequest incarnation. */
        incarnation?: (picket.Incarnation.$Properties|null);

        /** WitnessRequest sequence. */
        sequence: number;

        /** WitnessRequest witness. */
        witness: Uint8Array;

        /** WitnessRequest epoch. */
        epoch?: (picket.Epoch.$Properties|null);

        /** WitnessRequest members. */
        members: number[];

        /** WitnessRequest lease. */
        lease: number;

        /**
         * Encodes the specified WitnessRequest message. Does not implicitly {@link picket.WitnessRequest.verify|verify} messages.
         * @param message WitnessRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.WitnessRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a WitnessRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.WitnessRequest & picket.WitnessRequest.$Shape} WitnessRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.WitnessRequest & picket.WitnessRequest.$Shape;
    }

    namespace WitnessRequest {

        /** Properties of a WitnessRequest. */
        interface $Properties {

            /** WitnessRequest node */
            node?: (number|null);

            /** WitnessRequest incarnation */
            incarnation?: (picket.Incarnation.$Properties|null);

            /** WitnessRequest sequence */
            sequence?: (number|null);

            /** WitnessRequest witness */
            witness?: (Uint8Array|null);

            /** WitnessRequest epoch */
            epoch?: (picket.Epoch.$Properties|null);

            /** WitnessRequest members */
            members?: (number[]|null);

            /** WitnessRequest lease */
            lease?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a WitnessRequest. */
        type $Shape = picket.WitnessRequest.$Properties;
    }

    /**
     * Properties of a WitnessAnswer.
     * @deprecated Use picket.WitnessAnswer.$Properties instead.
     */
    interface IWitnessAnswer extends picket.WitnessAnswer.$Properties {
    }

    /** Represents a WitnessAnswer. */
    class WitnessAnswer {

        /**
         * Constructs a new WitnessAnswer.
         * @param [properties] Properties to set
         */
        constructor(properties?: picket.WitnessAnswer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** WitnessAnswer node. */
        node: number;

        /** WitnessAnswer incarnation. */
        incarnation?: (picket.Incarnation.$Properties|null);

        /** WitnessAnswer sequence. */
        sequence: number;

        /** WitnessAnswer witness. */
        witness: Uint8Array;

        /** WitnessAnswer granted. */
        granted: boolean;

        /** WitnessAnswer why. */
        why: string;

        /** WitnessAnswer holder. */
        holder?: (picket.Epoch.$Properties|null);

        /** WitnessAnswer holders. */
        holders: number[];

        /**
         * Encodes the specified WitnessAnswer message. Does not implicitly {@link picket.WitnessAnswer.verify|verify} messages.
         * @param message WitnessAnswer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: picket.WitnessAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a WitnessAnswer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {picket.WitnessAnswer & picket.WitnessAnswer.$Shape} WitnessAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): picket.WitnessAnswer & picket.WitnessAnswer.$Shape;
    }

    namespace WitnessAnswer {

        /** Properties of a WitnessAnswer. */
        interface $Properties {

            /** WitnessAnswer node */
            node?: (number|null);

            /** WitnessAnswer incarnation */
            incarnation?: (picket.Incarnation.$Properties|null);

            /** WitnessAnswer sequence */
            sequence?: (number|null);

            /** WitnessAnswer witness */
            witness?: (Uint8Array|null);

            /** WitnessAnswer granted */
            granted?: (boolean|null);

            /** WitnessAnswer why */
            why?: (string|null);

            /** WitnessAnswer holder */
            holder?: (picket.Epoch.$Properties|null);

            /** WitnessAnswer holders */
            holders?: (number[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a WitnessAnswer. */
        type $Shape = picket.WitnessAnswer.$Properties;
    }
}
