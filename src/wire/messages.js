/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const picket = $root.picket = (() => {

    /**
     * Namespace picket.
     * @exports picket
     * @namespace
     */
    const picket = {};

    picket.Incarnation = (function() {

        /**
         * Properties of an Incarnation.
         * @typedef {Object} picket.Incarnation.$Properties
         * @property {Uint8Array|null} [boot] Incarnation boot
         * @property {number|null} [count] Incarnation count
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Incarnation.
         * @memberof picket
         * @interface IIncarnation
         * @augments picket.Incarnation.$Properties
         * @deprecated Use picket.Incarnation.$Properties instead.
         */

        /**
         * Shape of an Incarnation.
         * @typedef {picket.Incarnation.$Properties} picket.Incarnation.$Shape
         */

        /**
         * Constructs a new Incarnation.
         * @memberof picket
         * @classdesc Represents an Incarnation.
         * @constructor
         * @param {picket.Incarnation.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Incarnation = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Incarnation boot.
         * @member {Uint8Array} boot
         * @memberof picket.Incarnation
         * @instance
         */
        Incarnation.prototype.boot = $util.newBuffer([]);

        /**
         * Incarnation count.
         * @member {number} count
         * @memberof picket.Incarnation
         * @instance
         */
        Incarnation.prototype.count = 0;

        /**
         * Encodes the specified Incarnation message. Does not implicitly {@link picket.Incarnation.verify|verify} messages.
         * @function encode
         * @memberof picket.Incarnation
         * @static
         * @param {picket.Incarnation.$Properties} message Incarnation message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Incarnation.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.boot != null && $Object.hasOwnProperty.call(message, "boot") && message.boot.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.boot);
            if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.count);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Incarnation message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Incarnation
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Incarnation & picket.Incarnation.$Shape} Incarnation
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Incarnation.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Incarnation();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.boot = value;
                        else
                            delete message.boot;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.count = value;
                        else
                            delete message.count;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Incarnation;
    })();

    picket.Epoch = (function() {

        /**
         * Properties of an Epoch.
         * @typedef {Object} picket.Epoch.$Properties
         * @property {number|null} [number] Epoch number
         * @property {number|null} [proposer] Epoch proposer
         * @property {picket.Incarnation.$Properties|null} [incarnation] Epoch incarnation
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Epoch.
         * @memberof picket
         * @interface IEpoch
         * @augments picket.Epoch.$Properties
         * @deprecated Use picket.Epoch.$Properties instead.
         */

        /**
         * Shape of an Epoch.
         * @typedef {picket.Epoch.$Properties} picket.Epoch.$Shape
         */

        /**
         * Constructs a new Epoch.
         * @memberof picket
         * @classdesc Represents an Epoch.
         * @constructor
         * @param {picket.Epoch.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Epoch = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Epoch number.
         * @member {number} number
         * @memberof picket.Epoch
         * @instance
         */
        Epoch.prototype.number = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Epoch proposer.
         * @member {number} proposer
         * @memberof picket.Epoch
         * @instance
         */
        Epoch.prototype.proposer = 0;

        /**
         * Epoch incarnation.
         * @member {picket.Incarnation.$Properties|null|undefined} incarnation
         * @memberof picket.Epoch
         * @instance
         */
        Epoch.prototype.incarnation = null;

        /**
         * Encodes the specified Epoch message. Does not implicitly {@link picket.Epoch.verify|verify} messages.
         * @function encode
         * @memberof picket.Epoch
         * @static
         * @param {picket.Epoch.$Properties} message Epoch message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Epoch.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.number != null && $Object.hasOwnProperty.call(message, "number") && (typeof message.number === "object" ? message.number.low || message.number.high : message.number !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.number);
            if (message.proposer != null && $Object.hasOwnProperty.call(message, "proposer") && message.proposer !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.proposer);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation"))
                $root.picket.Incarnation.encode(message.incarnation, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Epoch message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Epoch
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Epoch & picket.Epoch.$Shape} Epoch
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Epoch.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Epoch();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.number = value;
                        else
                            delete message.number;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.proposer = value;
                        else
                            delete message.proposer;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.incarnation = $root.picket.Incarnation.decode(reader, reader.size(), $undefined, _depth + 1, message.incarnation);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Epoch;
    })();

    picket.Member = (function() {

        /**
         * Properties of a Member.
         * @typedef {Object} picket.Member.$Properties
         * @property {number|null} [id] Member id
         * @property {picket.Incarnation.$Properties|null} [incarnation] Member incarnation
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Member.
         * @memberof picket
         * @interface IMember
         * @augments picket.Member.$Properties
         * @deprecated Use picket.Member.$Properties instead.
         */

        /**
         * Shape of a Member.
         * @typedef {picket.Member.$Properties} picket.Member.$Shape
         */

        /**
         * Constructs a new Member.
         * @memberof picket
         * @classdesc Represents a Member.
         * @constructor
         * @param {picket.Member.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Member = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Member id.
         * @member {number} id
         * @memberof picket.Member
         * @instance
         */
        Member.prototype.id = 0;

        /**
         * Member incarnation.
         * @member {picket.Incarnation.$Properties|null|undefined} incarnation
         * @memberof picket.Member
         * @instance
         */
        Member.prototype.incarnation = null;

        /**
         * Encodes the specified Member message. Does not implicitly {@link picket.Member.verify|verify} messages.
         * @function encode
         * @memberof picket.Member
         * @static
         * @param {picket.Member.$Properties} message Member message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Member.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.id);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation"))
                $root.picket.Incarnation.encode(message.incarnation, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Member message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Member
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Member & picket.Member.$Shape} Member
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Member.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Member();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.incarnation = $root.picket.Incarnation.decode(reader, reader.size(), $undefined, _depth + 1, message.incarnation);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Member;
    })();

    /**
     * NodeState enum.
     * @name picket.NodeState
     * @enum {number}
     * @property {number} JOINING=0 JOINING value
     * @property {number} MEMBER=1 MEMBER value
     * @property {number} LEAVING=2 LEAVING value
     * @property {number} LEFT=3 LEFT value
     * @property {number} RESTARTING=4 RESTARTING value
     */
    picket.NodeState = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "JOINING"] = 0;
        values[valuesById[1] = "MEMBER"] = 1;
        values[valuesById[2] = "LEAVING"] = 2;
        values[valuesById[3] = "LEFT"] = 3;
        values[valuesById[4] = "RESTARTING"] = 4;
        return values;
    })();

    picket.Heartbeat = (function() {

        /**
         * Properties of a Heartbeat.
         * @typedef {Object} picket.Heartbeat.$Properties
         * @property {number|null} [sender] Heartbeat sender
         * @property {picket.Incarnation.$Properties|null} [incarnation] Heartbeat incarnation
         * @property {number|null} [sequence] Heartbeat sequence
         * @property {number|null} [link] Heartbeat link
         * @property {picket.NodeState|null} [state] Heartbeat state
         * @property {picket.Epoch.$Properties|null} [view] Heartbeat view
         * @property {number|null} [highestEpoch] Heartbeat highestEpoch
         * @property {number|null} [configVersion] Heartbeat configVersion
         * @property {Array.<picket.Echo.$Properties>|null} [echoes] Heartbeat echoes
         * @property {number|null} [pausedMs] Heartbeat pausedMs
         * @property {boolean|null} [ready] Heartbeat ready
         * @property {number|null} [failedSends] Heartbeat failedSends
         * @property {Array.<picket.Carrier>|null} [carriers] Heartbeat carriers
         * @property {Array.<number>|null} [keys] Heartbeat keys
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Heartbeat.
         * @memberof picket
         * @interface IHeartbeat
         * @augments picket.Heartbeat.$Properties
         * @deprecated Use picket.Heartbeat.$Properties instead.
         */

        /**
         * Shape of a Heartbeat.
         * @typedef {picket.Heartbeat.$Properties} picket.Heartbeat.$Shape
         */

        /**
         * Constructs a new Heartbeat.
         * @memberof picket
         * @classdesc Represents a Heartbeat.
         * @constructor
         * @param {picket.Heartbeat.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Heartbeat = function (properties) {
            this.echoes = [];
            this.carriers = [];
            this.keys = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Heartbeat sender.
         * @member {number} sender
         * @memberof picket.Heartbeat
         * @instance
         */
        Heartbeat.prototype.sender = 0;

        /**
         * Heartbeat incarnation.
         * @member {picket.Incarnation.$Properties|null|undefined} incarnation
         * @memberof picket.Heartbeat
         * @instance
         */
        Heartbeat.prototype.incarnation = null;

        /**
         * Heartbeat sequence.
         * @member {number} sequence
         * @memberof picket.Heartbeat
         * @instance
         */
        Heartbeat.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Heartbeat link.
         * @member {number} link
         * @memberof picket.Heartbeat
         * @instance
         */
        Heartbeat.prototype.link = 0;

        /**
         * Heartbeat state.
         * @member {picket.NodeState} state
         * @memberof picket.Heartbeat
         * @instance
         */
        Heartbeat.prototype.state = 0;

        /**
         * Heartbeat view.
         * @member {picket.Epoch.$Properties|null|undefined} view
         * @memberof picket.Heartbeat
         * @instance
         */
        Heartbeat.prototype.view = null;

        /**
         * Heartbeat highestEpoch.
         * @member {number} highestEpoch
         * @memberof picket.Heartbeat
         * @instance
         */
        Heartbeat.prototype.highestEpoch = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Heartbeat configVersion.
         * @member {number} configVersion
         * @memberof picket.Heartbeat
         * @instance
         */
        Heartbeat.prototype.configVersion = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Heartbeat echoes.
         * @member {Array.<picket.Echo.$Properties>} echoes
         * @memberof picket.Heartbeat
         * @instance
         */
        Heartbeat.prototype.echoes = $util.emptyArray;

        /**
         * Heartbeat pausedMs.
         * @member {number} pausedMs
         * @memberof picket.Heartbeat
         * @instance
         */
        Heartbeat.prototype.pausedMs = 0;

        /**
         * Heartbeat ready.
         * @member {boolean} ready
         * @memberof picket.Heartbeat
         * @instance
         */
        Heartbeat.prototype.ready = false;

        /**
         * Heartbeat failedSends.
         * @member {number} failedSends
         * @memberof picket.Heartbeat
         * @instance
         */
        Heartbeat.prototype.failedSends = 0;

        /**
         * Heartbeat carriers.
         * @member {Array.<picket.Carrier>} carriers
         * @memberof picket.Heartbeat
         * @instance
         */
        Heartbeat.prototype.carriers = $util.emptyArray;

        /**
         * Heartbeat keys.
         * @member {Array.<number>} keys
         * @memberof picket.Heartbeat
         * @instance
         */
        Heartbeat.prototype.keys = $util.emptyArray;

        /**
         * Encodes the specified Heartbeat message. Does not implicitly {@link picket.Heartbeat.verify|verify} messages.
         * @function encode
         * @memberof picket.Heartbeat
         * @static
         * @param {picket.Heartbeat.$Properties} message Heartbeat message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Heartbeat.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.sender != null && $Object.hasOwnProperty.call(message, "sender") && message.sender !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.sender);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation"))
                $root.picket.Incarnation.encode(message.incarnation, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.sequence);
            if (message.link != null && $Object.hasOwnProperty.call(message, "link") && message.link !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.link);
            if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).int32(message.state);
            if (message.view != null && $Object.hasOwnProperty.call(message, "view"))
                $root.picket.Epoch.encode(message.view, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
            if (message.highestEpoch != null && $Object.hasOwnProperty.call(message, "highestEpoch") && (typeof message.highestEpoch === "object" ? message.highestEpoch.low || message.highestEpoch.high : message.highestEpoch !== 0))
                writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.highestEpoch);
            if (message.configVersion != null && $Object.hasOwnProperty.call(message, "configVersion") && (typeof message.configVersion === "object" ? message.configVersion.low || message.configVersion.high : message.configVersion !== 0))
                writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.configVersion);
            if (message.echoes != null && message.echoes.length)
                for (let i = 0; i < message.echoes.length; ++i)
                    $root.picket.Echo.encode(message.echoes[i], writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
            if (message.pausedMs != null && $Object.hasOwnProperty.call(message, "pausedMs") && message.pausedMs !== 0)
                writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.pausedMs);
            if (message.ready != null && $Object.hasOwnProperty.call(message, "ready") && message.ready !== false)
                writer.uint32(/* id 11, wireType 0 =*/88).bool(message.ready);
            if (message.failedSends != null && $Object.hasOwnProperty.call(message, "failedSends") && message.failedSends !== 0)
                writer.uint32(/* id 12, wireType 0 =*/96).uint32(message.failedSends);
            if (message.carriers != null && message.carriers.length)
                writer.uint32(/* id 13, wireType 2 =*/106).int32s(message.carriers);
            if (message.keys != null && message.keys.length)
                writer.uint32(/* id 14, wireType 2 =*/114).fixed32s(message.keys);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Heartbeat message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Heartbeat
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Heartbeat & picket.Heartbeat.$Shape} Heartbeat
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Heartbeat.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Heartbeat();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.sender = value;
                        else
                            delete message.sender;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.incarnation = $root.picket.Incarnation.decode(reader, reader.size(), $undefined, _depth + 1, message.incarnation);
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.sequence = value;
                        else
                            delete message.sequence;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.link = value;
                        else
                            delete message.link;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.state = value;
                        else
                            delete message.state;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.view = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.view);
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.highestEpoch = value;
                        else
                            delete message.highestEpoch;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.configVersion = value;
                        else
                            delete message.configVersion;
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        if (!(message.echoes && message.echoes.length))
                            message.echoes = [];
                        message.echoes.push($root.picket.Echo.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.pausedMs = value;
                        else
                            delete message.pausedMs;
                        continue;
                    }
                case 11: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.ready = value;
                        else
                            delete message.ready;
                        continue;
                    }
                case 12: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.failedSends = value;
                        else
                            delete message.failedSends;
                        continue;
                    }
                case 13: {
                        if (wireType === 2) {
                            if (!(message.carriers && message.carriers.length))
                                message.carriers = [];
                            reader.int32s(message.carriers);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.carriers && message.carriers.length))
                            message.carriers = [];
                        message.carriers.push(reader.int32());
                        continue;
                    }
                case 14: {
                        if (wireType === 2) {
                            if (!(message.keys && message.keys.length))
                                message.keys = [];
                            reader.fixed32s(message.keys);
                            continue;
                        }
                        if (wireType !== 5)
                            break;
                        if (!(message.keys && message.keys.length))
                            message.keys = [];
                        message.keys.push(reader.fixed32());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Heartbeat;
    })();

    picket.Echo = (function() {

        /**
         * Properties of an Echo.
         * @typedef {Object} picket.Echo.$Properties
         * @property {number|null} [node] Echo node
         * @property {picket.Incarnation.$Properties|null} [incarnation] Echo incarnation
         * @property {number|null} [sequence] Echo sequence
         * @property {boolean|null} [up] Echo up
         * @property {number|null} [keptUs] Echo keptUs
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Echo.
         * @memberof picket
         * @interface IEcho
         * @augments picket.Echo.$Properties
         * @deprecated Use picket.Echo.$Properties instead.
         */

        /**
         * Shape of an Echo.
         * @typedef {picket.Echo.$Properties} picket.Echo.$Shape
         */

        /**
         * Constructs a new Echo.
         * @memberof picket
         * @classdesc Represents an Echo.
         * @constructor
         * @param {picket.Echo.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Echo = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Echo node.
         * @member {number} node
         * @memberof picket.Echo
         * @instance
         */
        Echo.prototype.node = 0;

        /**
         * Echo incarnation.
         * @member {picket.Incarnation.$Properties|null|undefined} incarnation
         * @memberof picket.Echo
         * @instance
         */
        Echo.prototype.incarnation = null;

        /**
         * Echo sequence.
         * @member {number} sequence
         * @memberof picket.Echo
         * @instance
         */
        Echo.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Echo up.
         * @member {boolean|null|undefined} up
         * @memberof picket.Echo
         * @instance
         */
        Echo.prototype.up = null;

        /**
         * Echo keptUs.
         * @member {number} keptUs
         * @memberof picket.Echo
         * @instance
         */
        Echo.prototype.keptUs = 0;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        // Virtual OneOf for proto3 optional field
        $Object.defineProperty(Echo.prototype, "_up", {
            get: $util.oneOfGetter($oneOfFields = ["up"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified Echo message. Does not implicitly {@link picket.Echo.verify|verify} messages.
         * @function encode
         * @memberof picket.Echo
         * @static
         * @param {picket.Echo.$Properties} message Echo message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Echo.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.node);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation"))
                $root.picket.Incarnation.encode(message.incarnation, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.sequence);
            if (message.up != null && $Object.hasOwnProperty.call(message, "up"))
                writer.uint32(/* id 4, wireType 0 =*/32).bool(message.up);
            if (message.keptUs != null && $Object.hasOwnProperty.call(message, "keptUs") && message.keptUs !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.keptUs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Echo message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Echo
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Echo & picket.Echo.$Shape} Echo
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Echo.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Echo();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.node = value;
                        else
                            delete message.node;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.incarnation = $root.picket.Incarnation.decode(reader, reader.size(), $undefined, _depth + 1, message.incarnation);
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.sequence = value;
                        else
                            delete message.sequence;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        message.up = reader.bool();
                        message._up = "up";
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.keptUs = value;
                        else
                            delete message.keptUs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Echo;
    })();

    /**
     * Carrier enum.
     * @name picket.Carrier
     * @enum {number}
     * @property {number} UNKNOWN=0 UNKNOWN value
     * @property {number} UP=1 UP value
     * @property {number} DOWN=2 DOWN value
     */
    picket.Carrier = (function() {
        const valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "UNKNOWN"] = 0;
        values[valuesById[1] = "UP"] = 1;
        values[valuesById[2] = "DOWN"] = 2;
        return values;
    })();

    picket.Frame = (function() {

        /**
         * Properties of a Frame.
         * @typedef {Object} picket.Frame.$Properties
         * @property {number|null} [id] Frame id
         * @property {boolean|null} [reply] Frame reply
         * @property {number|null} [sender] Frame sender
         * @property {picket.Incarnation.$Properties|null} [from] Frame from
         * @property {picket.Incarnation.$Properties|null} [to] Frame to
         * @property {picket.Hello.$Properties|null} [hello] Frame hello
         * @property {picket.Propose.$Properties|null} [propose] Frame propose
         * @property {picket.Accept.$Properties|null} [accept] Frame accept
         * @property {picket.Install.$Properties|null} [install] Frame install
         * @property {picket.Installed.$Properties|null} [installed] Frame installed
         * @property {picket.Activate.$Properties|null} [activate] Frame activate
         * @property {picket.Replicate.$Properties|null} [replicate] Frame replicate
         * @property {picket.Replicated.$Properties|null} [replicated] Frame replicated
         * @property {picket.Perform.$Properties|null} [perform] Frame perform
         * @property {picket.Performed.$Properties|null} [performed] Frame performed
         * @property {picket.Report.$Properties|null} [report] Frame report
         * @property {picket.Done.$Properties|null} [done] Frame done
         * @property {picket.Refused.$Properties|null} [refused] Frame refused
         * @property {picket.Forward.$Properties|null} [forward] Frame forward
         * @property {picket.Forwarded.$Properties|null} [forwarded] Frame forwarded
         * @property {picket.Confirm.$Properties|null} [confirm] Frame confirm
         * @property {picket.Restarting.$Properties|null} [restarting] Frame restarting
         * @property {picket.Configure.$Properties|null} [configure] Frame configure
         * @property {picket.Fence.$Properties|null} [fence] Frame fence
         * @property {picket.Fenced.$Properties|null} [fenced] Frame fenced
         * @property {picket.Silence.$Properties|null} [silence] Frame silence
         * @property {picket.Silent.$Properties|null} [silent] Frame silent
         * @property {"hello"|"propose"|"accept"|"install"|"installed"|"activate"|"replicate"|"replicated"|"perform"|"performed"|"report"|"done"|"refused"|"forward"|"forwarded"|"confirm"|"restarting"|"configure"|"fence"|"fenced"|"silence"|"silent"} [body] Frame body
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Frame.
         * @memberof picket
         * @interface IFrame
         * @augments picket.Frame.$Properties
         * @deprecated Use picket.Frame.$Properties instead.
         */

        /**
         * Narrowed shape of a Frame.
         * @typedef {{
         *   id?: number|null;
         *   reply?: boolean|null;
         *   sender?: number|null;
         *   from?: picket.Incarnation.$Shape|null;
         *   to?: picket.Incarnation.$Shape|null;
         *   hello?: picket.Hello.$Shape|null;
         *   propose?: picket.Propose.$Shape|null;
         *   accept?: picket.Accept.$Shape|null;
         *   install?: picket.Install.$Shape|null;
         *   installed?: picket.Installed.$Shape|null;
         *   activate?: picket.Activate.$Shape|null;
         *   replicate?: picket.Replicate.$Shape|null;
         *   replicated?: picket.Replicated.$Shape|null;
         *   perform?: picket.Perform.$Shape|null;
         *   performed?: picket.Performed.$Shape|null;
         *   report?: picket.Report.$Shape|null;
         *   done?: picket.Done.$Shape|null;
         *   refused?: picket.Refused.$Shape|null;
         *   forward?: picket.Forward.$Shape|null;
         *   forwarded?: picket.Forwarded.$Shape|null;
         *   confirm?: picket.Confirm.$Shape|null;
         *   restarting?: picket.Restarting.$Shape|null;
         *   configure?: picket.Configure.$Shape|null;
         *   fence?: picket.Fence.$Shape|null;
         *   fenced?: picket.Fenced.$Shape|null;
         *   silence?: picket.Silence.$Shape|null;
         *   silent?: picket.Silent.$Shape|null;
         *   $unknowns?: Array.<Uint8Array>;
         * } & (
         *   ({ body?: undefined; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "hello"; hello: picket.Hello.$Shape; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "propose"; hello?: null; propose: picket.Propose.$Shape; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "accept"; hello?: null; propose?: null; accept: picket.Accept.$Shape; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "install"; hello?: null; propose?: null; accept?: null; install: picket.Install.$Shape; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "installed"; hello?: null; propose?: null; accept?: null; install?: null; installed: picket.Installed.$Shape; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "activate"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate: picket.Activate.$Shape; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "replicate"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate: picket.Replicate.$Shape; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "replicated"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated: picket.Replicated.$Shape; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "perform"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform: picket.Perform.$Shape; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "performed"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed: picket.Performed.$Shape; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "report"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report: picket.Report.$Shape; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "done"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done: picket.Done.$Shape; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "refused"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused: picket.Refused.$Shape; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "forward"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward: picket.Forward.$Shape; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "forwarded"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded: picket.Forwarded.$Shape; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "confirm"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm: picket.Confirm.$Shape; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "restarting"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting: picket.Restarting.$Shape; configure?: null; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "configure"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure: picket.Configure.$Shape; fence?: null; fenced?: null; silence?: null; silent?: null }|{ body?: "fence"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence: picket.Fence.$Shape; fenced?: null; silence?: null; silent?: null }|{ body?: "fenced"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced: picket.Fenced.$Shape; silence?: null; silent?: null }|{ body?: "silence"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence: picket.Silence.$Shape; silent?: null }|{ body?: "silent"; hello?: null; propose?: null; accept?: null; install?: null; installed?: null; activate?: null; replicate?: null; replicated?: null; perform?: null; performed?: null; report?: null; done?: null; refused?: null; forward?: null; forwarded?: null; confirm?: null; restarting?: null; configure?: null; fence?: null; fenced?: null; silence?: null; silent: picket.Silent.$Shape })
         * )} picket.Frame.$Shape
         */

        /**
         * Constructs a new Frame.
         * @memberof picket
         * @classdesc Represents a Frame.
         * @constructor
         * @param {picket.Frame.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Frame = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Frame id.
         * @member {number} id
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.id = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Frame reply.
         * @member {boolean} reply
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.reply = false;

        /**
         * Frame sender.
         * @member {number} sender
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.sender = 0;

        /**
         * Frame from.
         * @member {picket.Incarnation.$Properties|null|undefined} from
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.from = null;

        /**
         * Frame to.
         * @member {picket.Incarnation.$Properties|null|undefined} to
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.to = null;

        /**
         * Frame hello.
         * @member {picket.Hello.$Properties|null|undefined} hello
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.hello = null;

        /**
         * Frame propose.
         * @member {picket.Propose.$Properties|null|undefined} propose
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.propose = null;

        /**
         * Frame accept.
         * @member {picket.Accept.$Properties|null|undefined} accept
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.accept = null;

        /**
         * Frame install.
         * @member {picket.Install.$Properties|null|undefined} install
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.install = null;

        /**
         * Frame installed.
         * @member {picket.Installed.$Properties|null|undefined} installed
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.installed = null;

        /**
         * Frame activate.
         * @member {picket.Activate.$Properties|null|undefined} activate
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.activate = null;

        /**
         * Frame replicate.
         * @member {picket.Replicate.$Properties|null|undefined} replicate
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.replicate = null;

        /**
         * Frame replicated.
         * @member {picket.Replicated.$Properties|null|undefined} replicated
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.replicated = null;

        /**
         * Frame perform.
         * @member {picket.Perform.$Properties|null|undefined} perform
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.perform = null;

        /**
         * Frame performed.
         * @member {picket.Performed.$Properties|null|undefined} performed
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.performed = null;

        /**
         * Frame report.
         * @member {picket.Report.$Properties|null|undefined} report
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.report = null;

        /**
         * Frame done.
         * @member {picket.Done.$Properties|null|undefined} done
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.done = null;

        /**
         * Frame refused.
         * @member {picket.Refused.$Properties|null|undefined} refused
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.refused = null;

        /**
         * Frame forward.
         * @member {picket.Forward.$Properties|null|undefined} forward
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.forward = null;

        /**
         * Frame forwarded.
         * @member {picket.Forwarded.$Properties|null|undefined} forwarded
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.forwarded = null;

        /**
         * Frame confirm.
         * @member {picket.Confirm.$Properties|null|undefined} confirm
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.confirm = null;

        /**
         * Frame restarting.
         * @member {picket.Restarting.$Properties|null|undefined} restarting
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.restarting = null;

        /**
         * Frame configure.
         * @member {picket.Configure.$Properties|null|undefined} configure
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.configure = null;

        /**
         * Frame fence.
         * @member {picket.Fence.$Properties|null|undefined} fence
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.fence = null;

        /**
         * Frame fenced.
         * @member {picket.Fenced.$Properties|null|undefined} fenced
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.fenced = null;

        /**
         * Frame silence.
         * @member {picket.Silence.$Properties|null|undefined} silence
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.silence = null;

        /**
         * Frame silent.
         * @member {picket.Silent.$Properties|null|undefined} silent
         * @memberof picket.Frame
         * @instance
         */
        Frame.prototype.silent = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        /**
         * Frame body.
         * @member {"hello"|"propose"|"accept"|"install"|"installed"|"activate"|"replicate"|"replicated"|"perform"|"performed"|"report"|"done"|"refused"|"forward"|"forwarded"|"confirm"|"restarting"|"configure"|"fence"|"fenced"|"silence"|"silent"|undefined} body
         * @memberof picket.Frame
         * @instance
         */
        $Object.defineProperty(Frame.prototype, "body", {
            get: $util.oneOfGetter($oneOfFields = ["hello", "propose", "accept", "install", "installed", "activate", "replicate", "replicated", "perform", "performed", "report", "done", "refused", "forward", "forwarded", "confirm", "restarting", "configure", "fence", "fenced", "silence", "silent"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Encodes the specified Frame message. Does not implicitly {@link picket.Frame.verify|verify} messages.
         * @function encode
         * @memberof picket.Frame
         * @static
         * @param {picket.Frame.$Properties} message Frame message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Frame.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && (typeof message.id === "object" ? message.id.low || message.id.high : message.id !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.id);
            if (message.reply != null && $Object.hasOwnProperty.call(message, "reply") && message.reply !== false)
                writer.uint32(/* id 2, wireType 0 =*/16).bool(message.reply);
            if (message.sender != null && $Object.hasOwnProperty.call(message, "sender") && message.sender !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.sender);
            if (message.from != null && $Object.hasOwnProperty.call(message, "from"))
                $root.picket.Incarnation.encode(message.from, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.to != null && $Object.hasOwnProperty.call(message, "to"))
                $root.picket.Incarnation.encode(message.to, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.hello != null && $Object.hasOwnProperty.call(message, "hello"))
                $root.picket.Hello.encode(message.hello, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
            if (message.propose != null && $Object.hasOwnProperty.call(message, "propose"))
                $root.picket.Propose.encode(message.propose, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
            if (message.accept != null && $Object.hasOwnProperty.call(message, "accept"))
                $root.picket.Accept.encode(message.accept, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
            if (message.install != null && $Object.hasOwnProperty.call(message, "install"))
                $root.picket.Install.encode(message.install, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
            if (message.installed != null && $Object.hasOwnProperty.call(message, "installed"))
                $root.picket.Installed.encode(message.installed, writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
            if (message.activate != null && $Object.hasOwnProperty.call(message, "activate"))
                $root.picket.Activate.encode(message.activate, writer.uint32(/* id 15, wireType 2 =*/122).fork(), _depth + 1).ldelim();
            if (message.replicate != null && $Object.hasOwnProperty.call(message, "replicate"))
                $root.picket.Replicate.encode(message.replicate, writer.uint32(/* id 16, wireType 2 =*/130).fork(), _depth + 1).ldelim();
            if (message.replicated != null && $Object.hasOwnProperty.call(message, "replicated"))
                $root.picket.Replicated.encode(message.replicated, writer.uint32(/* id 17, wireType 2 =*/138).fork(), _depth + 1).ldelim();
            if (message.perform != null && $Object.hasOwnProperty.call(message, "perform"))
                $root.picket.Perform.encode(message.perform, writer.uint32(/* id 18, wireType 2 =*/146).fork(), _depth + 1).ldelim();
            if (message.performed != null && $Object.hasOwnProperty.call(message, "performed"))
                $root.picket.Performed.encode(message.performed, writer.uint32(/* id 19, wireType 2 =*/154).fork(), _depth + 1).ldelim();
            if (message.report != null && $Object.hasOwnProperty.call(message, "report"))
                $root.picket.Report.encode(message.report, writer.uint32(/* id 20, wireType 2 =*/162).fork(), _depth + 1).ldelim();
            if (message.done != null && $Object.hasOwnProperty.call(message, "done"))
                $root.picket.Done.encode(message.done, writer.uint32(/* id 21, wireType 2 =*/170).fork(), _depth + 1).ldelim();
            if (message.refused != null && $Object.hasOwnProperty.call(message, "refused"))
                $root.picket.Refused.encode(message.refused, writer.uint32(/* id 22, wireType 2 =*/178).fork(), _depth + 1).ldelim();
            if (message.forward != null && $Object.hasOwnProperty.call(message, "forward"))
                $root.picket.Forward.encode(message.forward, writer.uint32(/* id 23, wireType 2 =*/186).fork(), _depth + 1).ldelim();
            if (message.forwarded != null && $Object.hasOwnProperty.call(message, "forwarded"))
                $root.picket.Forwarded.encode(message.forwarded, writer.uint32(/* id 24, wireType 2 =*/194).fork(), _depth + 1).ldelim();
            if (message.confirm != null && $Object.hasOwnProperty.call(message, "confirm"))
                $root.picket.Confirm.encode(message.confirm, writer.uint32(/* id 25, wireType 2 =*/202).fork(), _depth + 1).ldelim();
            if (message.restarting != null && $Object.hasOwnProperty.call(message, "restarting"))
                $root.picket.Restarting.encode(message.restarting, writer.uint32(/* id 26, wireType 2 =*/210).fork(), _depth + 1).ldelim();
            if (message.configure != null && $Object.hasOwnProperty.call(message, "configure"))
                $root.picket.Configure.encode(message.configure, writer.uint32(/* id 27, wireType 2 =*/218).fork(), _depth + 1).ldelim();
            if (message.fence != null && $Object.hasOwnProperty.call(message, "fence"))
                $root.picket.Fence.encode(message.fence, writer.uint32(/* id 28, wireType 2 =*/226).fork(), _depth + 1).ldelim();
            if (message.fenced != null && $Object.hasOwnProperty.call(message, "fenced"))
                $root.picket.Fenced.encode(message.fenced, writer.uint32(/* id 29, wireType 2 =*/234).fork(), _depth + 1).ldelim();
            if (message.silence != null && $Object.hasOwnProperty.call(message, "silence"))
                $root.picket.Silence.encode(message.silence, writer.uint32(/* id 40, wireType 2 =*/322).fork(), _depth + 1).ldelim();
            if (message.silent != null && $Object.hasOwnProperty.call(message, "silent"))
                $root.picket.Silent.encode(message.silent, writer.uint32(/* id 41, wireType 2 =*/330).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Frame message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Frame
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Frame & picket.Frame.$Shape} Frame
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Frame.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Frame();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.reply = value;
                        else
                            delete message.reply;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.sender = value;
                        else
                            delete message.sender;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.from = $root.picket.Incarnation.decode(reader, reader.size(), $undefined, _depth + 1, message.from);
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.to = $root.picket.Incarnation.decode(reader, reader.size(), $undefined, _depth + 1, message.to);
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        message.hello = $root.picket.Hello.decode(reader, reader.size(), $undefined, _depth + 1, message.hello);
                        message.body = "hello";
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        message.propose = $root.picket.Propose.decode(reader, reader.size(), $undefined, _depth + 1, message.propose);
                        message.body = "propose";
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        message.accept = $root.picket.Accept.decode(reader, reader.size(), $undefined, _depth + 1, message.accept);
                        message.body = "accept";
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        message.install = $root.picket.Install.decode(reader, reader.size(), $undefined, _depth + 1, message.install);
                        message.body = "install";
                        continue;
                    }
                case 14: {
                        if (wireType !== 2)
                            break;
                        message.installed = $root.picket.Installed.decode(reader, reader.size(), $undefined, _depth + 1, message.installed);
                        message.body = "installed";
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        message.activate = $root.picket.Activate.decode(reader, reader.size(), $undefined, _depth + 1, message.activate);
                        message.body = "activate";
                        continue;
                    }
                case 16: {
                        if (wireType !== 2)
                            break;
                        message.replicate = $root.picket.Replicate.decode(reader, reader.size(), $undefined, _depth + 1, message.replicate);
                        message.body = "replicate";
                        continue;
                    }
                case 17: {
                        if (wireType !== 2)
                            break;
                        message.replicated = $root.picket.Replicated.decode(reader, reader.size(), $undefined, _depth + 1, message.replicated);
                        message.body = "replicated";
                        continue;
                    }
                case 18: {
                        if (wireType !== 2)
                            break;
                        message.perform = $root.picket.Perform.decode(reader, reader.size(), $undefined, _depth + 1, message.perform);
                        message.body = "perform";
                        continue;
                    }
                case 19: {
                        if (wireType !== 2)
                            break;
                        message.performed = $root.picket.Performed.decode(reader, reader.size(), $undefined, _depth + 1, message.performed);
                        message.body = "performed";
                        continue;
                    }
                case 20: {
                        if (wireType !== 2)
                            break;
                        message.report = $root.picket.Report.decode(reader, reader.size(), $undefined, _depth + 1, message.report);
                        message.body = "report";
                        continue;
                    }
                case 21: {
                        if (wireType !== 2)
                            break;
                        message.done = $root.picket.Done.decode(reader, reader.size(), $undefined, _depth + 1, message.done);
                        message.body = "done";
                        continue;
                    }
                case 22: {
                        if (wireType !== 2)
                            break;
                        message.refused = $root.picket.Refused.decode(reader, reader.size(), $undefined, _depth + 1, message.refused);
                        message.body = "refused";
                        continue;
                    }
                case 23: {
                        if (wireType !== 2)
                            break;
                        message.forward = $root.picket.Forward.decode(reader, reader.size(), $undefined, _depth + 1, message.forward);
                        message.body = "forward";
                        continue;
                    }
                case 24: {
                        if (wireType !== 2)
                            break;
                        message.forwarded = $root.picket.Forwarded.decode(reader, reader.size(), $undefined, _depth + 1, message.forwarded);
                        message.body = "forwarded";
                        continue;
                    }
                case 25: {
                        if (wireType !== 2)
                            break;
                        message.confirm = $root.picket.Confirm.decode(reader, reader.size(), $undefined, _depth + 1, message.confirm);
                        message.body = "confirm";
                        continue;
                    }
                case 26: {
                        if (wireType !== 2)
                            break;
                        message.restarting = $root.picket.Restarting.decode(reader, reader.size(), $undefined, _depth + 1, message.restarting);
                        message.body = "restarting";
                        continue;
                    }
                case 27: {
                        if (wireType !== 2)
                            break;
                        message.configure = $root.picket.Configure.decode(reader, reader.size(), $undefined, _depth + 1, message.configure);
                        message.body = "configure";
                        continue;
                    }
                case 28: {
                        if (wireType !== 2)
                            break;
                        message.fence = $root.picket.Fence.decode(reader, reader.size(), $undefined, _depth + 1, message.fence);
                        message.body = "fence";
                        continue;
                    }
                case 29: {
                        if (wireType !== 2)
                            break;
                        message.fenced = $root.picket.Fenced.decode(reader, reader.size(), $undefined, _depth + 1, message.fenced);
                        message.body = "fenced";
                        continue;
                    }
                case 40: {
                        if (wireType !== 2)
                            break;
                        message.silence = $root.picket.Silence.decode(reader, reader.size(), $undefined, _depth + 1, message.silence);
                        message.body = "silence";
                        continue;
                    }
                case 41: {
                        if (wireType !== 2)
                            break;
                        message.silent = $root.picket.Silent.decode(reader, reader.size(), $undefined, _depth + 1, message.silent);
                        message.body = "silent";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Frame;
    })();

    picket.Hello = (function() {

        /**
         * Properties of a Hello.
         * @typedef {Object} picket.Hello.$Properties
         * @property {string|null} [cluster] Hello cluster
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Hello.
         * @memberof picket
         * @interface IHello
         * @augments picket.Hello.$Properties
         * @deprecated Use picket.Hello.$Properties instead.
         */

        /**
         * Shape of a Hello.
         * @typedef {picket.Hello.$Properties} picket.Hello.$Shape
         */

        /**
         * Constructs a new Hello.
         * @memberof picket
         * @classdesc Represents a Hello.
         * @constructor
         * @param {picket.Hello.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Hello = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Hello cluster.
         * @member {string} cluster
         * @memberof picket.Hello
         * @instance
         */
        Hello.prototype.cluster = "";

        /**
         * Encodes the specified Hello message. Does not implicitly {@link picket.Hello.verify|verify} messages.
         * @function encode
         * @memberof picket.Hello
         * @static
         * @param {picket.Hello.$Properties} message Hello message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Hello.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.cluster != null && $Object.hasOwnProperty.call(message, "cluster") && message.cluster !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.cluster);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Hello message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Hello
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Hello & picket.Hello.$Shape} Hello
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Hello.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Hello();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.cluster = value;
                        else
                            delete message.cluster;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Hello;
    })();

    picket.Record = (function() {

        /**
         * Properties of a Record.
         * @typedef {Object} picket.Record.$Properties
         * @property {string|null} [key] Record key
         * @property {picket.Epoch.$Properties|null} [epoch] Record epoch
         * @property {number|null} [version] Record version
         * @property {string|null} [value] Record value
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Record.
         * @memberof picket
         * @interface IRecord
         * @augments picket.Record.$Properties
         * @deprecated Use picket.Record.$Properties instead.
         */

        /**
         * Shape of a Record.
         * @typedef {picket.Record.$Properties} picket.Record.$Shape
         */

        /**
         * Constructs a new Record.
         * @memberof picket
         * @classdesc Represents a Record.
         * @constructor
         * @param {picket.Record.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Record = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Record key.
         * @member {string} key
         * @memberof picket.Record
         * @instance
         */
        Record.prototype.key = "";

        /**
         * Record epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Record
         * @instance
         */
        Record.prototype.epoch = null;

        /**
         * Record version.
         * @member {number} version
         * @memberof picket.Record
         * @instance
         */
        Record.prototype.version = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Record value.
         * @member {string} value
         * @memberof picket.Record
         * @instance
         */
        Record.prototype.value = "";

        /**
         * Encodes the specified Record message. Does not implicitly {@link picket.Record.verify|verify} messages.
         * @function encode
         * @memberof picket.Record
         * @static
         * @param {picket.Record.$Properties} message Record message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Record.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.key);
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && (typeof message.version === "object" ? message.version.low || message.version.high : message.version !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.version);
            if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.value);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Record message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Record
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Record & picket.Record.$Shape} Record
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Record.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Record();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.key = value;
                        else
                            delete message.key;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.value = value;
                        else
                            delete message.value;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Record;
    })();

    picket.ServiceReport = (function() {

        /**
         * Properties of a ServiceReport.
         * @typedef {Object} picket.ServiceReport.$Properties
         * @property {string|null} [service] ServiceReport service
         * @property {string|null} [state] ServiceReport state
         * @property {string|null} [reason] ServiceReport reason
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ServiceReport.
         * @memberof picket
         * @interface IServiceReport
         * @augments picket.ServiceReport.$Properties
         * @deprecated Use picket.ServiceReport.$Properties instead.
         */

        /**
         * Shape of a ServiceReport.
         * @typedef {picket.ServiceReport.$Properties} picket.ServiceReport.$Shape
         */

        /**
         * Constructs a new ServiceReport.
         * @memberof picket
         * @classdesc Represents a ServiceReport.
         * @constructor
         * @param {picket.ServiceReport.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ServiceReport = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ServiceReport service.
         * @member {string} service
         * @memberof picket.ServiceReport
         * @instance
         */
        ServiceReport.prototype.service = "";

        /**
         * ServiceReport state.
         * @member {string} state
         * @memberof picket.ServiceReport
         * @instance
         */
        ServiceReport.prototype.state = "";

        /**
         * ServiceReport reason.
         * @member {string} reason
         * @memberof picket.ServiceReport
         * @instance
         */
        ServiceReport.prototype.reason = "";

        /**
         * Encodes the specified ServiceReport message. Does not implicitly {@link picket.ServiceReport.verify|verify} messages.
         * @function encode
         * @memberof picket.ServiceReport
         * @static
         * @param {picket.ServiceReport.$Properties} message ServiceReport message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ServiceReport.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.service != null && $Object.hasOwnProperty.call(message, "service") && message.service !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.service);
            if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.state);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.reason);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ServiceReport message from the specified reader or buffer.
         * @function decode
         * @memberof picket.ServiceReport
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.ServiceReport & picket.ServiceReport.$Shape} ServiceReport
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ServiceReport.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.ServiceReport();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.service = value;
                        else
                            delete message.service;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.state = value;
                        else
                            delete message.state;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ServiceReport;
    })();

    picket.Propose = (function() {

        /**
         * Properties of a Propose.
         * @typedef {Object} picket.Propose.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Propose epoch
         * @property {Array.<picket.Member.$Properties>|null} [members] Propose members
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Propose.
         * @memberof picket
         * @interface IPropose
         * @augments picket.Propose.$Properties
         * @deprecated Use picket.Propose.$Properties instead.
         */

        /**
         * Shape of a Propose.
         * @typedef {picket.Propose.$Properties} picket.Propose.$Shape
         */

        /**
         * Constructs a new Propose.
         * @memberof picket
         * @classdesc Represents a Propose.
         * @constructor
         * @param {picket.Propose.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Propose = function (properties) {
            this.members = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Propose epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Propose
         * @instance
         */
        Propose.prototype.epoch = null;

        /**
         * Propose members.
         * @member {Array.<picket.Member.$Properties>} members
         * @memberof picket.Propose
         * @instance
         */
        Propose.prototype.members = $util.emptyArray;

        /**
         * Encodes the specified Propose message. Does not implicitly {@link picket.Propose.verify|verify} messages.
         * @function encode
         * @memberof picket.Propose
         * @static
         * @param {picket.Propose.$Properties} message Propose message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Propose.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.members != null && message.members.length)
                for (let i = 0; i < message.members.length; ++i)
                    $root.picket.Member.encode(message.members[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Propose message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Propose
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Propose & picket.Propose.$Shape} Propose
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Propose.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Propose();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.members && message.members.length))
                            message.members = [];
                        message.members.push($root.picket.Member.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Propose;
    })();

    picket.Accept = (function() {

        /**
         * Properties of an Accept.
         * @typedef {Object} picket.Accept.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Accept epoch
         * @property {Array.<picket.Member.$Properties>|null} [known] Accept known
         * @property {picket.Epoch.$Properties|null} [view] Accept view
         * @property {Array.<picket.Record.$Properties>|null} [ledger] Accept ledger
         * @property {Array.<picket.ServiceReport.$Properties>|null} [services] Accept services
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Accept.
         * @memberof picket
         * @interface IAccept
         * @augments picket.Accept.$Properties
         * @deprecated Use picket.Accept.$Properties instead.
         */

        /**
         * Shape of an Accept.
         * @typedef {picket.Accept.$Properties} picket.Accept.$Shape
         */

        /**
         * Constructs a new Accept.
         * @memberof picket
         * @classdesc Represents an Accept.
         * @constructor
         * @param {picket.Accept.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Accept = function (properties) {
            this.known = [];
            this.ledger = [];
            this.services = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Accept epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Accept
         * @instance
         */
        Accept.prototype.epoch = null;

        /**
         * Accept known.
         * @member {Array.<picket.Member.$Properties>} known
         * @memberof picket.Accept
         * @instance
         */
        Accept.prototype.known = $util.emptyArray;

        /**
         * Accept view.
         * @member {picket.Epoch.$Properties|null|undefined} view
         * @memberof picket.Accept
         * @instance
         */
        Accept.prototype.view = null;

        /**
         * Accept ledger.
         * @member {Array.<picket.Record.$Properties>} ledger
         * @memberof picket.Accept
         * @instance
         */
        Accept.prototype.ledger = $util.emptyArray;

        /**
         * Accept services.
         * @member {Array.<picket.ServiceReport.$Properties>} services
         * @memberof picket.Accept
         * @instance
         */
        Accept.prototype.services = $util.emptyArray;

        /**
         * Encodes the specified Accept message. Does not implicitly {@link picket.Accept.verify|verify} messages.
         * @function encode
         * @memberof picket.Accept
         * @static
         * @param {picket.Accept.$Properties} message Accept message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Accept.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.known != null && message.known.length)
                for (let i = 0; i < message.known.length; ++i)
                    $root.picket.Member.encode(message.known[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.view != null && $Object.hasOwnProperty.call(message, "view"))
                $root.picket.Epoch.encode(message.view, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.ledger != null && message.ledger.length)
                for (let i = 0; i < message.ledger.length; ++i)
                    $root.picket.Record.encode(message.ledger[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.services != null && message.services.length)
                for (let i = 0; i < message.services.length; ++i)
                    $root.picket.ServiceReport.encode(message.services[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Accept message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Accept
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Accept & picket.Accept.$Shape} Accept
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Accept.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Accept();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.known && message.known.length))
                            message.known = [];
                        message.known.push($root.picket.Member.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.view = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.view);
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if (!(message.ledger && message.ledger.length))
                            message.ledger = [];
                        message.ledger.push($root.picket.Record.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if (!(message.services && message.services.length))
                            message.services = [];
                        message.services.push($root.picket.ServiceReport.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Accept;
    })();

    picket.Install = (function() {

        /**
         * Properties of an Install.
         * @typedef {Object} picket.Install.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Install epoch
         * @property {Array.<picket.Member.$Properties>|null} [members] Install members
         * @property {Array.<picket.Record.$Properties>|null} [ledger] Install ledger
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Install.
         * @memberof picket
         * @interface IInstall
         * @augments picket.Install.$Properties
         * @deprecated Use picket.Install.$Properties instead.
         */

        /**
         * Shape of an Install.
         * @typedef {picket.Install.$Properties} picket.Install.$Shape
         */

        /**
         * Constructs a new Install.
         * @memberof picket
         * @classdesc Represents an Install.
         * @constructor
         * @param {picket.Install.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Install = function (properties) {
            this.members = [];
            this.ledger = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Install epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Install
         * @instance
         */
        Install.prototype.epoch = null;

        /**
         * Install members.
         * @member {Array.<picket.Member.$Properties>} members
         * @memberof picket.Install
         * @instance
         */
        Install.prototype.members = $util.emptyArray;

        /**
         * Install ledger.
         * @member {Array.<picket.Record.$Properties>} ledger
         * @memberof picket.Install
         * @instance
         */
        Install.prototype.ledger = $util.emptyArray;

        /**
         * Encodes the specified Install message. Does not implicitly {@link picket.Install.verify|verify} messages.
         * @function encode
         * @memberof picket.Install
         * @static
         * @param {picket.Install.$Properties} message Install message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Install.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.members != null && message.members.length)
                for (let i = 0; i < message.members.length; ++i)
                    $root.picket.Member.encode(message.members[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.ledger != null && message.ledger.length)
                for (let i = 0; i < message.ledger.length; ++i)
                    $root.picket.Record.encode(message.ledger[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Install message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Install
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Install & picket.Install.$Shape} Install
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Install.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Install();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.members && message.members.length))
                            message.members = [];
                        message.members.push($root.picket.Member.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.ledger && message.ledger.length))
                            message.ledger = [];
                        message.ledger.push($root.picket.Record.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Install;
    })();

    picket.Installed = (function() {

        /**
         * Properties of an Installed.
         * @typedef {Object} picket.Installed.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Installed epoch
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Installed.
         * @memberof picket
         * @interface IInstalled
         * @augments picket.Installed.$Properties
         * @deprecated Use picket.Installed.$Properties instead.
         */

        /**
         * Shape of an Installed.
         * @typedef {picket.Installed.$Properties} picket.Installed.$Shape
         */

        /**
         * Constructs a new Installed.
         * @memberof picket
         * @classdesc Represents an Installed.
         * @constructor
         * @param {picket.Installed.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Installed = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Installed epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Installed
         * @instance
         */
        Installed.prototype.epoch = null;

        /**
         * Encodes the specified Installed message. Does not implicitly {@link picket.Installed.verify|verify} messages.
         * @function encode
         * @memberof picket.Installed
         * @static
         * @param {picket.Installed.$Properties} message Installed message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Installed.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Installed message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Installed
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Installed & picket.Installed.$Shape} Installed
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Installed.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Installed();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Installed;
    })();

    picket.Activate = (function() {

        /**
         * Properties of an Activate.
         * @typedef {Object} picket.Activate.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Activate epoch
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Activate.
         * @memberof picket
         * @interface IActivate
         * @augments picket.Activate.$Properties
         * @deprecated Use picket.Activate.$Properties instead.
         */

        /**
         * Shape of an Activate.
         * @typedef {picket.Activate.$Properties} picket.Activate.$Shape
         */

        /**
         * Constructs a new Activate.
         * @memberof picket
         * @classdesc Represents an Activate.
         * @constructor
         * @param {picket.Activate.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Activate = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Activate epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Activate
         * @instance
         */
        Activate.prototype.epoch = null;

        /**
         * Encodes the specified Activate message. Does not implicitly {@link picket.Activate.verify|verify} messages.
         * @function encode
         * @memberof picket.Activate
         * @static
         * @param {picket.Activate.$Properties} message Activate message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Activate.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Activate message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Activate
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Activate & picket.Activate.$Shape} Activate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Activate.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Activate();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Activate;
    })();

    picket.Replicate = (function() {

        /**
         * Properties of a Replicate.
         * @typedef {Object} picket.Replicate.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Replicate epoch
         * @property {number|null} [version] Replicate version
         * @property {Array.<picket.Record.$Properties>|null} [changes] Replicate changes
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Replicate.
         * @memberof picket
         * @interface IReplicate
         * @augments picket.Replicate.$Properties
         * @deprecated Use picket.Replicate.$Properties instead.
         */

        /**
         * Shape of a Replicate.
         * @typedef {picket.Replicate.$Properties} picket.Replicate.$Shape
         */

        /**
         * Constructs a new Replicate.
         * @memberof picket
         * @classdesc Represents a Replicate.
         * @constructor
         * @param {picket.Replicate.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Replicate = function (properties) {
            this.changes = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Replicate epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Replicate
         * @instance
         */
        Replicate.prototype.epoch = null;

        /**
         * Replicate version.
         * @member {number} version
         * @memberof picket.Replicate
         * @instance
         */
        Replicate.prototype.version = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Replicate changes.
         * @member {Array.<picket.Record.$Properties>} changes
         * @memberof picket.Replicate
         * @instance
         */
        Replicate.prototype.changes = $util.emptyArray;

        /**
         * Encodes the specified Replicate message. Does not implicitly {@link picket.Replicate.verify|verify} messages.
         * @function encode
         * @memberof picket.Replicate
         * @static
         * @param {picket.Replicate.$Properties} message Replicate message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Replicate.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && (typeof message.version === "object" ? message.version.low || message.version.high : message.version !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.version);
            if (message.changes != null && message.changes.length)
                for (let i = 0; i < message.changes.length; ++i)
                    $root.picket.Record.encode(message.changes[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Replicate message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Replicate
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Replicate & picket.Replicate.$Shape} Replicate
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Replicate.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Replicate();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.changes && message.changes.length))
                            message.changes = [];
                        message.changes.push($root.picket.Record.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Replicate;
    })();

    picket.Replicated = (function() {

        /**
         * Properties of a Replicated.
         * @typedef {Object} picket.Replicated.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Replicated epoch
         * @property {number|null} [version] Replicated version
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Replicated.
         * @memberof picket
         * @interface IReplicated
         * @augments picket.Replicated.$Properties
         * @deprecated Use picket.Replicated.$Properties instead.
         */

        /**
         * Shape of a Replicated.
         * @typedef {picket.Replicated.$Properties} picket.Replicated.$Shape
         */

        /**
         * Constructs a new Replicated.
         * @memberof picket
         * @classdesc Represents a Replicated.
         * @constructor
         * @param {picket.Replicated.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Replicated = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Replicated epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Replicated
         * @instance
         */
        Replicated.prototype.epoch = null;

        /**
         * Replicated version.
         * @member {number} version
         * @memberof picket.Replicated
         * @instance
         */
        Replicated.prototype.version = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified Replicated message. Does not implicitly {@link picket.Replicated.verify|verify} messages.
         * @function encode
         * @memberof picket.Replicated
         * @static
         * @param {picket.Replicated.$Properties} message Replicated message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Replicated.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && (typeof message.version === "object" ? message.version.low || message.version.high : message.version !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.version);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Replicated message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Replicated
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Replicated & picket.Replicated.$Shape} Replicated
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Replicated.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Replicated();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Replicated;
    })();

    picket.Perform = (function() {

        /**
         * Properties of a Perform.
         * @typedef {Object} picket.Perform.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Perform epoch
         * @property {number|null} [version] Perform version
         * @property {string|null} [service] Perform service
         * @property {string|null} [operation] Perform operation
         * @property {number|null} [target] Perform target
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Perform.
         * @memberof picket
         * @interface IPerform
         * @augments picket.Perform.$Properties
         * @deprecated Use picket.Perform.$Properties instead.
         */

        /**
         * Shape of a Perform.
         * @typedef {picket.Perform.$Properties} picket.Perform.$Shape
         */

        /**
         * Constructs a new Perform.
         * @memberof picket
         * @classdesc Represents a Perform.
         * @constructor
         * @param {picket.Perform.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Perform = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Perform epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Perform
         * @instance
         */
        Perform.prototype.epoch = null;

        /**
         * Perform version.
         * @member {number} version
         * @memberof picket.Perform
         * @instance
         */
        Perform.prototype.version = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Perform service.
         * @member {string} service
         * @memberof picket.Perform
         * @instance
         */
        Perform.prototype.service = "";

        /**
         * Perform operation.
         * @member {string} operation
         * @memberof picket.Perform
         * @instance
         */
        Perform.prototype.operation = "";

        /**
         * Perform target.
         * @member {number} target
         * @memberof picket.Perform
         * @instance
         */
        Perform.prototype.target = 0;

        /**
         * Encodes the specified Perform message. Does not implicitly {@link picket.Perform.verify|verify} messages.
         * @function encode
         * @memberof picket.Perform
         * @static
         * @param {picket.Perform.$Properties} message Perform message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Perform.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && (typeof message.version === "object" ? message.version.low || message.version.high : message.version !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.version);
            if (message.service != null && $Object.hasOwnProperty.call(message, "service") && message.service !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.service);
            if (message.operation != null && $Object.hasOwnProperty.call(message, "operation") && message.operation !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.operation);
            if (message.target != null && $Object.hasOwnProperty.call(message, "target") && message.target !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.target);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Perform message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Perform
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Perform & picket.Perform.$Shape} Perform
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Perform.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Perform();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.service = value;
                        else
                            delete message.service;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.operation = value;
                        else
                            delete message.operation;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.target = value;
                        else
                            delete message.target;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Perform;
    })();

    picket.Performed = (function() {

        /**
         * Properties of a Performed.
         * @typedef {Object} picket.Performed.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Performed epoch
         * @property {boolean|null} [ok] Performed ok
         * @property {string|null} [reason] Performed reason
         * @property {string|null} [state] Performed state
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Performed.
         * @memberof picket
         * @interface IPerformed
         * @augments picket.Performed.$Properties
         * @deprecated Use picket.Performed.$Properties instead.
         */

        /**
         * Shape of a Performed.
         * @typedef {picket.Performed.$Properties} picket.Performed.$Shape
         */

        /**
         * Constructs a new Performed.
         * @memberof picket
         * @classdesc Represents a Performed.
         * @constructor
         * @param {picket.Performed.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Performed = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Performed epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Performed
         * @instance
         */
        Performed.prototype.epoch = null;

        /**
         * Performed ok.
         * @member {boolean} ok
         * @memberof picket.Performed
         * @instance
         */
        Performed.prototype.ok = false;

        /**
         * Performed reason.
         * @member {string} reason
         * @memberof picket.Performed
         * @instance
         */
        Performed.prototype.reason = "";

        /**
         * Performed state.
         * @member {string} state
         * @memberof picket.Performed
         * @instance
         */
        Performed.prototype.state = "";

        /**
         * Encodes the specified Performed message. Does not implicitly {@link picket.Performed.verify|verify} messages.
         * @function encode
         * @memberof picket.Performed
         * @static
         * @param {picket.Performed.$Properties} message Performed message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Performed.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.ok != null && $Object.hasOwnProperty.call(message, "ok") && message.ok !== false)
                writer.uint32(/* id 2, wireType 0 =*/16).bool(message.ok);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.reason);
            if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.state);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Performed message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Performed
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Performed & picket.Performed.$Shape} Performed
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Performed.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Performed();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.ok = value;
                        else
                            delete message.ok;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.state = value;
                        else
                            delete message.state;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Performed;
    })();

    picket.Report = (function() {

        /**
         * Properties of a Report.
         * @typedef {Object} picket.Report.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Report epoch
         * @property {string|null} [service] Report service
         * @property {string|null} [resource] Report resource
         * @property {string|null} [reason] Report reason
         * @property {boolean|null} [runs] Report runs
         * @property {Array.<picket.Part.$Properties>|null} [partial] Report partial
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Report.
         * @memberof picket
         * @interface IReport
         * @augments picket.Report.$Properties
         * @deprecated Use picket.Report.$Properties instead.
         */

        /**
         * Shape of a Report.
         * @typedef {picket.Report.$Properties} picket.Report.$Shape
         */

        /**
         * Constructs a new Report.
         * @memberof picket
         * @classdesc Represents a Report.
         * @constructor
         * @param {picket.Report.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Report = function (properties) {
            this.partial = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Report epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Report
         * @instance
         */
        Report.prototype.epoch = null;

        /**
         * Report service.
         * @member {string} service
         * @memberof picket.Report
         * @instance
         */
        Report.prototype.service = "";

        /**
         * Report resource.
         * @member {string} resource
         * @memberof picket.Report
         * @instance
         */
        Report.prototype.resource = "";

        /**
         * Report reason.
         * @member {string} reason
         * @memberof picket.Report
         * @instance
         */
        Report.prototype.reason = "";

        /**
         * Report runs.
         * @member {boolean} runs
         * @memberof picket.Report
         * @instance
         */
        Report.prototype.runs = false;

        /**
         * Report partial.
         * @member {Array.<picket.Part.$Properties>} partial
         * @memberof picket.Report
         * @instance
         */
        Report.prototype.partial = $util.emptyArray;

        /**
         * Encodes the specified Report message. Does not implicitly {@link picket.Report.verify|verify} messages.
         * @function encode
         * @memberof picket.Report
         * @static
         * @param {picket.Report.$Properties} message Report message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Report.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.service != null && $Object.hasOwnProperty.call(message, "service") && message.service !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.service);
            if (message.resource != null && $Object.hasOwnProperty.call(message, "resource") && message.resource !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.resource);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.reason);
            if (message.runs != null && $Object.hasOwnProperty.call(message, "runs") && message.runs !== false)
                writer.uint32(/* id 5, wireType 0 =*/40).bool(message.runs);
            if (message.partial != null && message.partial.length)
                for (let i = 0; i < message.partial.length; ++i)
                    $root.picket.Part.encode(message.partial[i], writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Report message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Report
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Report & picket.Report.$Shape} Report
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Report.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Report();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.service = value;
                        else
                            delete message.service;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.resource = value;
                        else
                            delete message.resource;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.runs = value;
                        else
                            delete message.runs;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if (!(message.partial && message.partial.length))
                            message.partial = [];
                        message.partial.push($root.picket.Part.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Report;
    })();

    picket.Part = (function() {

        /**
         * Properties of a Part.
         * @typedef {Object} picket.Part.$Properties
         * @property {string|null} [resource] Part resource
         * @property {string|null} [state] Part state
         * @property {string|null} [reason] Part reason
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Part.
         * @memberof picket
         * @interface IPart
         * @augments picket.Part.$Properties
         * @deprecated Use picket.Part.$Properties instead.
         */

        /**
         * Shape of a Part.
         * @typedef {picket.Part.$Properties} picket.Part.$Shape
         */

        /**
         * Constructs a new Part.
         * @memberof picket
         * @classdesc Represents a Part.
         * @constructor
         * @param {picket.Part.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Part = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Part resource.
         * @member {string} resource
         * @memberof picket.Part
         * @instance
         */
        Part.prototype.resource = "";

        /**
         * Part state.
         * @member {string} state
         * @memberof picket.Part
         * @instance
         */
        Part.prototype.state = "";

        /**
         * Part reason.
         * @member {string} reason
         * @memberof picket.Part
         * @instance
         */
        Part.prototype.reason = "";

        /**
         * Encodes the specified Part message. Does not implicitly {@link picket.Part.verify|verify} messages.
         * @function encode
         * @memberof picket.Part
         * @static
         * @param {picket.Part.$Properties} message Part message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Part.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.resource != null && $Object.hasOwnProperty.call(message, "resource") && message.resource !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.resource);
            if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.state);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.reason);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Part message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Part
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Part & picket.Part.$Shape} Part
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Part.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Part();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.resource = value;
                        else
                            delete message.resource;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.state = value;
                        else
                            delete message.state;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Part;
    })();

    picket.Done = (function() {

        /**
         * Properties of a Done.
         * @typedef {Object} picket.Done.$Properties
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Done.
         * @memberof picket
         * @interface IDone
         * @augments picket.Done.$Properties
         * @deprecated Use picket.Done.$Properties instead.
         */

        /**
         * Shape of a Done.
         * @typedef {picket.Done.$Properties} picket.Done.$Shape
         */

        /**
         * Constructs a new Done.
         * @memberof picket
         * @classdesc Represents a Done.
         * @constructor
         * @param {picket.Done.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Done = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Encodes the specified Done message. Does not implicitly {@link picket.Done.verify|verify} messages.
         * @function encode
         * @memberof picket.Done
         * @static
         * @param {picket.Done.$Properties} message Done message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Done.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Done message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Done
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Done & picket.Done.$Shape} Done
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Done.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Done();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                reader.skipType(tag & 7, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Done;
    })();

    picket.Refused = (function() {

        /**
         * Properties of a Refused.
         * @typedef {Object} picket.Refused.$Properties
         * @property {string|null} [reason] Refused reason
         * @property {number|null} [promised] Refused promised
         * @property {boolean|null} [unable] Refused unable
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Refused.
         * @memberof picket
         * @interface IRefused
         * @augments picket.Refused.$Properties
         * @deprecated Use picket.Refused.$Properties instead.
         */

        /**
         * Shape of a Refused.
         * @typedef {picket.Refused.$Properties} picket.Refused.$Shape
         */

        /**
         * Constructs a new Refused.
         * @memberof picket
         * @classdesc Represents a Refused.
         * @constructor
         * @param {picket.Refused.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Refused = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Refused reason.
         * @member {string} reason
         * @memberof picket.Refused
         * @instance
         */
        Refused.prototype.reason = "";

        /**
         * Refused promised.
         * @member {number} promised
         * @memberof picket.Refused
         * @instance
         */
        Refused.prototype.promised = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Refused unable.
         * @member {boolean} unable
         * @memberof picket.Refused
         * @instance
         */
        Refused.prototype.unable = false;

        /**
         * Encodes the specified Refused message. Does not implicitly {@link picket.Refused.verify|verify} messages.
         * @function encode
         * @memberof picket.Refused
         * @static
         * @param {picket.Refused.$Properties} message Refused message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Refused.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.reason);
            if (message.promised != null && $Object.hasOwnProperty.call(message, "promised") && (typeof message.promised === "object" ? message.promised.low || message.promised.high : message.promised !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.promised);
            if (message.unable != null && $Object.hasOwnProperty.call(message, "unable") && message.unable !== false)
                writer.uint32(/* id 3, wireType 0 =*/24).bool(message.unable);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Refused message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Refused
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Refused & picket.Refused.$Shape} Refused
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Refused.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Refused();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.promised = value;
                        else
                            delete message.promised;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.unable = value;
                        else
                            delete message.unable;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Refused;
    })();

    picket.Forward = (function() {

        /**
         * Properties of a Forward.
         * @typedef {Object} picket.Forward.$Properties
         * @property {string|null} [command] Forward command
         * @property {string|null} [argument] Forward argument
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Forward.
         * @memberof picket
         * @interface IForward
         * @augments picket.Forward.$Properties
         * @deprecated Use picket.Forward.$Properties instead.
         */

        /**
         * Shape of a Forward.
         * @typedef {picket.Forward.$Properties} picket.Forward.$Shape
         */

        /**
         * Constructs a new Forward.
         * @memberof picket
         * @classdesc Represents a Forward.
         * @constructor
         * @param {picket.Forward.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Forward = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Forward command.
         * @member {string} command
         * @memberof picket.Forward
         * @instance
         */
        Forward.prototype.command = "";

        /**
         * Forward argument.
         * @member {string} argument
         * @memberof picket.Forward
         * @instance
         */
        Forward.prototype.argument = "";

        /**
         * Encodes the specified Forward message. Does not implicitly {@link picket.Forward.verify|verify} messages.
         * @function encode
         * @memberof picket.Forward
         * @static
         * @param {picket.Forward.$Properties} message Forward message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Forward.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.command != null && $Object.hasOwnProperty.call(message, "command") && message.command !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.command);
            if (message.argument != null && $Object.hasOwnProperty.call(message, "argument") && message.argument !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.argument);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Forward message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Forward
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Forward & picket.Forward.$Shape} Forward
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Forward.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Forward();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.command = value;
                        else
                            delete message.command;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.argument = value;
                        else
                            delete message.argument;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Forward;
    })();

    picket.Forwarded = (function() {

        /**
         * Properties of a Forwarded.
         * @typedef {Object} picket.Forwarded.$Properties
         * @property {string|null} [result] Forwarded result
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Forwarded.
         * @memberof picket
         * @interface IForwarded
         * @augments picket.Forwarded.$Properties
         * @deprecated Use picket.Forwarded.$Properties instead.
         */

        /**
         * Shape of a Forwarded.
         * @typedef {picket.Forwarded.$Properties} picket.Forwarded.$Shape
         */

        /**
         * Constructs a new Forwarded.
         * @memberof picket
         * @classdesc Represents a Forwarded.
         * @constructor
         * @param {picket.Forwarded.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Forwarded = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Forwarded result.
         * @member {string} result
         * @memberof picket.Forwarded
         * @instance
         */
        Forwarded.prototype.result = "";

        /**
         * Encodes the specified Forwarded message. Does not implicitly {@link picket.Forwarded.verify|verify} messages.
         * @function encode
         * @memberof picket.Forwarded
         * @static
         * @param {picket.Forwarded.$Properties} message Forwarded message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Forwarded.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.result != null && $Object.hasOwnProperty.call(message, "result") && message.result !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.result);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Forwarded message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Forwarded
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Forwarded & picket.Forwarded.$Shape} Forwarded
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Forwarded.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Forwarded();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.result = value;
                        else
                            delete message.result;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Forwarded;
    })();

    picket.Configure = (function() {

        /**
         * Properties of a Configure.
         * @typedef {Object} picket.Configure.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Configure epoch
         * @property {string|null} [step] Configure step
         * @property {string|null} [argument] Configure argument
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Configure.
         * @memberof picket
         * @interface IConfigure
         * @augments picket.Configure.$Properties
         * @deprecated Use picket.Configure.$Properties instead.
         */

        /**
         * Shape of a Configure.
         * @typedef {picket.Configure.$Properties} picket.Configure.$Shape
         */

        /**
         * Constructs a new Configure.
         * @memberof picket
         * @classdesc Represents a Configure.
         * @constructor
         * @param {picket.Configure.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Configure = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Configure epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Configure
         * @instance
         */
        Configure.prototype.epoch = null;

        /**
         * Configure step.
         * @member {string} step
         * @memberof picket.Configure
         * @instance
         */
        Configure.prototype.step = "";

        /**
         * Configure argument.
         * @member {string} argument
         * @memberof picket.Configure
         * @instance
         */
        Configure.prototype.argument = "";

        /**
         * Encodes the specified Configure message. Does not implicitly {@link picket.Configure.verify|verify} messages.
         * @function encode
         * @memberof picket.Configure
         * @static
         * @param {picket.Configure.$Properties} message Configure message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Configure.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.step != null && $Object.hasOwnProperty.call(message, "step") && message.step !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.step);
            if (message.argument != null && $Object.hasOwnProperty.call(message, "argument") && message.argument !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.argument);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Configure message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Configure
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Configure & picket.Configure.$Shape} Configure
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Configure.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Configure();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.step = value;
                        else
                            delete message.step;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.argument = value;
                        else
                            delete message.argument;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Configure;
    })();

    picket.Fence = (function() {

        /**
         * Properties of a Fence.
         * @typedef {Object} picket.Fence.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Fence epoch
         * @property {number|null} [version] Fence version
         * @property {string|null} [id] Fence id
         * @property {number|null} [node] Fence node
         * @property {string|null} [step] Fence step
         * @property {string|null} [action] Fence action
         * @property {string|null} [method] Fence method
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Fence.
         * @memberof picket
         * @interface IFence
         * @augments picket.Fence.$Properties
         * @deprecated Use picket.Fence.$Properties instead.
         */

        /**
         * Shape of a Fence.
         * @typedef {picket.Fence.$Properties} picket.Fence.$Shape
         */

        /**
         * Constructs a new Fence.
         * @memberof picket
         * @classdesc Represents a Fence.
         * @constructor
         * @param {picket.Fence.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Fence = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Fence epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Fence
         * @instance
         */
        Fence.prototype.epoch = null;

        /**
         * Fence version.
         * @member {number} version
         * @memberof picket.Fence
         * @instance
         */
        Fence.prototype.version = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Fence id.
         * @member {string} id
         * @memberof picket.Fence
         * @instance
         */
        Fence.prototype.id = "";

        /**
         * Fence node.
         * @member {number} node
         * @memberof picket.Fence
         * @instance
         */
        Fence.prototype.node = 0;

        /**
         * Fence step.
         * @member {string} step
         * @memberof picket.Fence
         * @instance
         */
        Fence.prototype.step = "";

        /**
         * Fence action.
         * @member {string} action
         * @memberof picket.Fence
         * @instance
         */
        Fence.prototype.action = "";

        /**
         * Fence method.
         * @member {string} method
         * @memberof picket.Fence
         * @instance
         */
        Fence.prototype.method = "";

        /**
         * Encodes the specified Fence message. Does not implicitly {@link picket.Fence.verify|verify} messages.
         * @function encode
         * @memberof picket.Fence
         * @static
         * @param {picket.Fence.$Properties} message Fence message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Fence.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && (typeof message.version === "object" ? message.version.low || message.version.high : message.version !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.version);
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.id);
            if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.node);
            if (message.step != null && $Object.hasOwnProperty.call(message, "step") && message.step !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.step);
            if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== "")
                writer.uint32(/* id 6, wireType 2 =*/50).string(message.action);
            if (message.method != null && $Object.hasOwnProperty.call(message, "method") && message.method !== "")
                writer.uint32(/* id 7, wireType 2 =*/58).string(message.method);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Fence message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Fence
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Fence & picket.Fence.$Shape} Fence
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Fence.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Fence();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.node = value;
                        else
                            delete message.node;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.step = value;
                        else
                            delete message.step;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.action = value;
                        else
                            delete message.action;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.method = value;
                        else
                            delete message.method;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Fence;
    })();

    picket.Fenced = (function() {

        /**
         * Properties of a Fenced.
         * @typedef {Object} picket.Fenced.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Fenced epoch
         * @property {boolean|null} [ok] Fenced ok
         * @property {string|null} [reason] Fenced reason
         * @property {string|null} [device] Fenced device
         * @property {string|null} [method] Fenced method
         * @property {string|null} [evidence] Fenced evidence
         * @property {boolean|null} [verified] Fenced verified
         * @property {boolean|null} [powerOn] Fenced powerOn
         * @property {number|null} [agentMs] Fenced agentMs
         * @property {number|null} [shotMs] Fenced shotMs
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Fenced.
         * @memberof picket
         * @interface IFenced
         * @augments picket.Fenced.$Properties
         * @deprecated Use picket.Fenced.$Properties instead.
         */

        /**
         * Shape of a Fenced.
         * @typedef {picket.Fenced.$Properties} picket.Fenced.$Shape
         */

        /**
         * Constructs a new Fenced.
         * @memberof picket
         * @classdesc Represents a Fenced.
         * @constructor
         * @param {picket.Fenced.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Fenced = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Fenced epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Fenced
         * @instance
         */
        Fenced.prototype.epoch = null;

        /**
         * Fenced ok.
         * @member {boolean} ok
         * @memberof picket.Fenced
         * @instance
         */
        Fenced.prototype.ok = false;

        /**
         * Fenced reason.
         * @member {string} reason
         * @memberof picket.Fenced
         * @instance
         */
        Fenced.prototype.reason = "";

        /**
         * Fenced device.
         * @member {string} device
         * @memberof picket.Fenced
         * @instance
         */
        Fenced.prototype.device = "";

        /**
         * Fenced method.
         * @member {string} method
         * @memberof picket.Fenced
         * @instance
         */
        Fenced.prototype.method = "";

        /**
         * Fenced evidence.
         * @member {string} evidence
         * @memberof picket.Fenced
         * @instance
         */
        Fenced.prototype.evidence = "";

        /**
         * Fenced verified.
         * @member {boolean} verified
         * @memberof picket.Fenced
         * @instance
         */
        Fenced.prototype.verified = false;

        /**
         * Fenced powerOn.
         * @member {boolean} powerOn
         * @memberof picket.Fenced
         * @instance
         */
        Fenced.prototype.powerOn = false;

        /**
         * Fenced agentMs.
         * @member {number} agentMs
         * @memberof picket.Fenced
         * @instance
         */
        Fenced.prototype.agentMs = 0;

        /**
         * Fenced shotMs.
         * @member {number} shotMs
         * @memberof picket.Fenced
         * @instance
         */
        Fenced.prototype.shotMs = 0;

        /**
         * Encodes the specified Fenced message. Does not implicitly {@link picket.Fenced.verify|verify} messages.
         * @function encode
         * @memberof picket.Fenced
         * @static
         * @param {picket.Fenced.$Properties} message Fenced message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Fenced.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.ok != null && $Object.hasOwnProperty.call(message, "ok") && message.ok !== false)
                writer.uint32(/* id 2, wireType 0 =*/16).bool(message.ok);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.reason);
            if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.device);
            if (message.method != null && $Object.hasOwnProperty.call(message, "method") && message.method !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.method);
            if (message.evidence != null && $Object.hasOwnProperty.call(message, "evidence") && message.evidence !== "")
                writer.uint32(/* id 6, wireType 2 =*/50).string(message.evidence);
            if (message.verified != null && $Object.hasOwnProperty.call(message, "verified") && message.verified !== false)
                writer.uint32(/* id 7, wireType 0 =*/56).bool(message.verified);
            if (message.powerOn != null && $Object.hasOwnProperty.call(message, "powerOn") && message.powerOn !== false)
                writer.uint32(/* id 8, wireType 0 =*/64).bool(message.powerOn);
            if (message.agentMs != null && $Object.hasOwnProperty.call(message, "agentMs") && message.agentMs !== 0)
                writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.agentMs);
            if (message.shotMs != null && $Object.hasOwnProperty.call(message, "shotMs") && message.shotMs !== 0)
                writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.shotMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Fenced message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Fenced
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Fenced & picket.Fenced.$Shape} Fenced
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Fenced.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Fenced();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.ok = value;
                        else
                            delete message.ok;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.device = value;
                        else
                            delete message.device;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.method = value;
                        else
                            delete message.method;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.evidence = value;
                        else
                            delete message.evidence;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.verified = value;
                        else
                            delete message.verified;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.powerOn = value;
                        else
                            delete message.powerOn;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.agentMs = value;
                        else
                            delete message.agentMs;
                        continue;
                    }
                case 10: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.shotMs = value;
                        else
                            delete message.shotMs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Fenced;
    })();

    picket.Confirm = (function() {

        /**
         * Properties of a Confirm.
         * @typedef {Object} picket.Confirm.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Confirm epoch
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Confirm.
         * @memberof picket
         * @interface IConfirm
         * @augments picket.Confirm.$Properties
         * @deprecated Use picket.Confirm.$Properties instead.
         */

        /**
         * Shape of a Confirm.
         * @typedef {picket.Confirm.$Properties} picket.Confirm.$Shape
         */

        /**
         * Constructs a new Confirm.
         * @memberof picket
         * @classdesc Represents a Confirm.
         * @constructor
         * @param {picket.Confirm.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Confirm = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Confirm epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Confirm
         * @instance
         */
        Confirm.prototype.epoch = null;

        /**
         * Encodes the specified Confirm message. Does not implicitly {@link picket.Confirm.verify|verify} messages.
         * @function encode
         * @memberof picket.Confirm
         * @static
         * @param {picket.Confirm.$Properties} message Confirm message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Confirm.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Confirm message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Confirm
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Confirm & picket.Confirm.$Shape} Confirm
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Confirm.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Confirm();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Confirm;
    })();

    picket.Silence = (function() {

        /**
         * Properties of a Silence.
         * @typedef {Object} picket.Silence.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Silence epoch
         * @property {number|null} [node] Silence node
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Silence.
         * @memberof picket
         * @interface ISilence
         * @augments picket.Silence.$Properties
         * @deprecated Use picket.Silence.$Properties instead.
         */

        /**
         * Shape of a Silence.
         * @typedef {picket.Silence.$Properties} picket.Silence.$Shape
         */

        /**
         * Constructs a new Silence.
         * @memberof picket
         * @classdesc Represents a Silence.
         * @constructor
         * @param {picket.Silence.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Silence = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Silence epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Silence
         * @instance
         */
        Silence.prototype.epoch = null;

        /**
         * Silence node.
         * @member {number} node
         * @memberof picket.Silence
         * @instance
         */
        Silence.prototype.node = 0;

        /**
         * Encodes the specified Silence message. Does not implicitly {@link picket.Silence.verify|verify} messages.
         * @function encode
         * @memberof picket.Silence
         * @static
         * @param {picket.Silence.$Properties} message Silence message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Silence.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.node);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Silence message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Silence
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Silence & picket.Silence.$Shape} Silence
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Silence.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Silence();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.node = value;
                        else
                            delete message.node;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Silence;
    })();

    picket.Silent = (function() {

        /**
         * Properties of a Silent.
         * @typedef {Object} picket.Silent.$Properties
         * @property {picket.Epoch.$Properties|null} [epoch] Silent epoch
         * @property {number|null} [ms] Silent ms
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Silent.
         * @memberof picket
         * @interface ISilent
         * @augments picket.Silent.$Properties
         * @deprecated Use picket.Silent.$Properties instead.
         */

        /**
         * Shape of a Silent.
         * @typedef {picket.Silent.$Properties} picket.Silent.$Shape
         */

        /**
         * Constructs a new Silent.
         * @memberof picket
         * @classdesc Represents a Silent.
         * @constructor
         * @param {picket.Silent.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Silent = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Silent epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.Silent
         * @instance
         */
        Silent.prototype.epoch = null;

        /**
         * Silent ms.
         * @member {number} ms
         * @memberof picket.Silent
         * @instance
         */
        Silent.prototype.ms = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Encodes the specified Silent message. Does not implicitly {@link picket.Silent.verify|verify} messages.
         * @function encode
         * @memberof picket.Silent
         * @static
         * @param {picket.Silent.$Properties} message Silent message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Silent.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.ms != null && $Object.hasOwnProperty.call(message, "ms") && (typeof message.ms === "object" ? message.ms.low || message.ms.high : message.ms !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.ms);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Silent message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Silent
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Silent & picket.Silent.$Shape} Silent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Silent.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Silent();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.ms = value;
                        else
                            delete message.ms;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Silent;
    })();

    picket.Restarting = (function() {

        /**
         * Properties of a Restarting.
         * @typedef {Object} picket.Restarting.$Properties
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Restarting.
         * @memberof picket
         * @interface IRestarting
         * @augments picket.Restarting.$Properties
         * @deprecated Use picket.Restarting.$Properties instead.
         */

        /**
         * Shape of a Restarting.
         * @typedef {picket.Restarting.$Properties} picket.Restarting.$Shape
         */

        /**
         * Constructs a new Restarting.
         * @memberof picket
         * @classdesc Represents a Restarting.
         * @constructor
         * @param {picket.Restarting.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Restarting = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Encodes the specified Restarting message. Does not implicitly {@link picket.Restarting.verify|verify} messages.
         * @function encode
         * @memberof picket.Restarting
         * @static
         * @param {picket.Restarting.$Properties} message Restarting message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Restarting.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Restarting message from the specified reader or buffer.
         * @function decode
         * @memberof picket.Restarting
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.Restarting & picket.Restarting.$Shape} Restarting
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Restarting.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.Restarting();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                reader.skipType(tag & 7, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Restarting;
    })();

    picket.WitnessRequest = (function() {

        /**
         * Properties of a WitnessRequest.
         * @typedef {Object} picket.WitnessRequest.$Properties
         * @property {number|null} [node] WitnessRequest node
         * @property {picket.Incarnation.$Properties|null} [incarnation] WitnessRequest incarnation
         * @property {number|null} [sequence] WitnessRequest sequence
         * @property {Uint8Array|null} [witness] WitnessRequest witness
         * @property {picket.Epoch.$Properties|null} [epoch] WitnessRequest epoch
         * @property {Array.<number>|null} [members] WitnessRequest members
         * @property {number|null} [lease] WitnessRequest lease
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a WitnessRequest.
         * @memberof picket
         * @interface IWitnessRequest
         * @augments picket.WitnessRequest.$Properties
         * @deprecated Use picket.WitnessRequest.$Properties instead.
         */

        /**
         * Shape of a WitnessRequest.
         * @typedef {picket.WitnessRequest.$Properties} picket.WitnessRequest.$Shape
         */

        /**
         * Constructs a new WitnessRequest.
         * @memberof picket
         * @classdesc Represents a WitnessRequest.
         * @constructor
         * @param {picket.WitnessRequest.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const WitnessRequest = function (properties) {
            this.members = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * WitnessRequest node.
         * @member {number} node
         * @memberof picket.WitnessRequest
         * @instance
         */
        WitnessRequest.prototype.node = 0;

        /**
         * WitnessRequest incarnation.
         * @member {picket.Incarnation.$Properties|null|undefined} incarnation
         * @memberof picket.WitnessRequest
         * @instance
         */
        WitnessRequest.prototype.incarnation = null;

        /**
         * WitnessRequest sequence.
         * @member {number} sequence
         * @memberof picket.WitnessRequest
         * @instance
         */
        WitnessRequest.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * WitnessRequest witness.
         * @member {Uint8Array} witness
         * @memberof picket.WitnessRequest
         * @instance
         */
        WitnessRequest.prototype.witness = $util.newBuffer([]);

        /**
         * WitnessRequest epoch.
         * @member {picket.Epoch.$Properties|null|undefined} epoch
         * @memberof picket.WitnessRequest
         * @instance
         */
        WitnessRequest.prototype.epoch = null;

        /**
         * WitnessRequest members.
         * @member {Array.<number>} members
         * @memberof picket.WitnessRequest
         * @instance
         */
        WitnessRequest.prototype.members = $util.emptyArray;

        /**
         * WitnessRequest lease.
         * @member {number} lease
         * @memberof picket.WitnessRequest
         * @instance
         */
        WitnessRequest.prototype.lease = 0;

        /**
         * Encodes the specified WitnessRequest message. Does not implicitly {@link picket.WitnessRequest.verify|verify} messages.
         * @function encode
         * @memberof picket.WitnessRequest
         * @static
         * @param {picket.WitnessRequest.$Properties} message WitnessRequest message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        WitnessRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.node);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation"))
                $root.picket.Incarnation.encode(message.incarnation, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.sequence);
            if (message.witness != null && $Object.hasOwnProperty.call(message, "witness") && message.witness.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.witness);
            if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch"))
                $root.picket.Epoch.encode(message.epoch, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.members != null && message.members.length)
                writer.uint32(/* id 6, wireType 2 =*/50).uint32s(message.members);
            if (message.lease != null && $Object.hasOwnProperty.call(message, "lease") && message.lease !== 0)
                writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.lease);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a WitnessRequest message from the specified reader or buffer.
         * @function decode
         * @memberof picket.WitnessRequest
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.WitnessRequest & picket.WitnessRequest.$Shape} WitnessRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        WitnessRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.WitnessRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.node = value;
                        else
                            delete message.node;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.incarnation = $root.picket.Incarnation.decode(reader, reader.size(), $undefined, _depth + 1, message.incarnation);
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.sequence = value;
                        else
                            delete message.sequence;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.witness = value;
                        else
                            delete message.witness;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.epoch = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.epoch);
                        continue;
                    }
                case 6: {
                        if (wireType === 2) {
                            if (!(message.members && message.members.length))
                                message.members = [];
                            reader.uint32s(message.members);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.members && message.members.length))
                            message.members = [];
                        message.members.push(reader.uint32());
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.lease = value;
                        else
                            delete message.lease;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return WitnessRequest;
    })();

    picket.WitnessAnswer = (function() {

        /**
         * Properties of a WitnessAnswer.
         * @typedef {Object} picket.WitnessAnswer.$Properties
         * @property {number|null} [node] WitnessAnswer node
         * @property {picket.Incarnation.$Properties|null} [incarnation] WitnessAnswer incarnation
         * @property {number|null} [sequence] WitnessAnswer sequence
         * @property {Uint8Array|null} [witness] WitnessAnswer witness
         * @property {boolean|null} [granted] WitnessAnswer granted
         * @property {string|null} [why] WitnessAnswer why
         * @property {picket.Epoch.$Properties|null} [holder] WitnessAnswer holder
         * @property {Array.<number>|null} [holders] WitnessAnswer holders
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a WitnessAnswer.
         * @memberof picket
         * @interface IWitnessAnswer
         * @augments picket.WitnessAnswer.$Properties
         * @deprecated Use picket.WitnessAnswer.$Properties instead.
         */

        /**
         * Shape of a WitnessAnswer.
         * @typedef {picket.WitnessAnswer.$Properties} picket.WitnessAnswer.$Shape
         */

        /**
         * Constructs a new WitnessAnswer.
         * @memberof picket
         * @classdesc Represents a WitnessAnswer.
         * @constructor
         * @param {picket.WitnessAnswer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const WitnessAnswer = function (properties) {
            this.holders = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * WitnessAnswer node.
         * @member {number} node
         * @memberof picket.WitnessAnswer
         * @instance
         */
        WitnessAnswer.prototype.node = 0;

        /**
         * WitnessAnswer incarnation.
         * @member {picket.Incarnation.$Properties|null|undefined} incarnation
         * @memberof picket.WitnessAnswer
         * @instance
         */
        WitnessAnswer.prototype.incarnation = null;

        /**
         * WitnessAnswer sequence.
         * @member {number} sequence
         * @memberof picket.WitnessAnswer
         * @instance
         */
        WitnessAnswer.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * WitnessAnswer witness.
         * @member {Uint8Array} witness
         * @memberof picket.WitnessAnswer
         * @instance
         */
        WitnessAnswer.prototype.witness = $util.newBuffer([]);

        /**
         * WitnessAnswer granted.
         * @member {boolean} granted
         * @memberof picket.WitnessAnswer
         * @instance
         */
        WitnessAnswer.prototype.granted = false;

        /**
         * WitnessAnswer why.
         * @member {string} why
         * @memberof picket.WitnessAnswer
         * @instance
         */
        WitnessAnswer.prototype.why = "";

        /**
         * WitnessAnswer holder.
         * @member {picket.Epoch.$Properties|null|undefined} holder
         * @memberof picket.WitnessAnswer
         * @instance
         */
        WitnessAnswer.prototype.holder = null;

        /**
         * WitnessAnswer holders.
         * @member {Array.<number>} holders
         * @memberof picket.WitnessAnswer
         * @instance
         */
        WitnessAnswer.prototype.holders = $util.emptyArray;

        /**
         * Encodes the specified WitnessAnswer message. Does not implicitly {@link picket.WitnessAnswer.verify|verify} messages.
         * @function encode
         * @memberof picket.WitnessAnswer
         * @static
         * @param {picket.WitnessAnswer.$Properties} message WitnessAnswer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        WitnessAnswer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.node);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation"))
                $root.picket.Incarnation.encode(message.incarnation, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.sequence);
            if (message.witness != null && $Object.hasOwnProperty.call(message, "witness") && message.witness.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.witness);
            if (message.granted != null && $Object.hasOwnProperty.call(message, "granted") && message.granted !== false)
                writer.uint32(/* id 5, wireType 0 =*/40).bool(message.granted);
            if (message.why != null && $Object.hasOwnProperty.call(message, "why") && message.why !== "")
                writer.uint32(/* id 6, wireType 2 =*/50).string(message.why);
            if (message.holder != null && $Object.hasOwnProperty.call(message, "holder"))
                $root.picket.Epoch.encode(message.holder, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
            if (message.holders != null && message.holders.length)
                writer.uint32(/* id 8, wireType 2 =*/66).uint32s(message.holders);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a WitnessAnswer message from the specified reader or buffer.
         * @function decode
         * @memberof picket.WitnessAnswer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {picket.WitnessAnswer & picket.WitnessAnswer.$Shape} WitnessAnswer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        WitnessAnswer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.picket.WitnessAnswer();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.node = value;
                        else
                            delete message.node;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.incarnation = $root.picket.Incarnation.decode(reader, reader.size(), $undefined, _depth + 1, message.incarnation);
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.sequence = value;
                        else
                            delete message.sequence;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.witness = value;
                        else
                            delete message.witness;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.granted = value;
                        else
                            delete message.granted;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.why = value;
                        else
                            delete message.why;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        message.holder = $root.picket.Epoch.decode(reader, reader.size(), $undefined, _depth + 1, message.holder);
                        continue;
                    }
                case 8: {
                        if (wireType === 2) {
                            if (!(message.holders && message.holders.length))
                                message.holders = [];
                            reader.uint32s(message.holders);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.holders && message.holders.length))
                            message.holders = [];
                        message.holders.push(reader.uint32());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return WitnessAnswer;
    })();

    return picket;
})();

export {
  $root as default
};
