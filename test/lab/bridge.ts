/** A bridge for guests on a host of the lab: `brv`, whose way out is the port `pkout`, cabled to `pkwall`. */

/** A bridge with two ports: the way out, and the tap of a guest that holds it open as QEMU does. */
export const BRIDGE = `ip link add pkout type veth peer name pkwall
ip link add brv type bridge stp_state 0 forward_delay 0
ip link set pkout master brv; ip link set pkwall up; ip link set pkout up; ip link set brv up
python3 - >/dev/null 2>&1 <<'P' &
import fcntl, os, signal, struct, subprocess
fd = os.open('/dev/net/tun', os.O_RDWR)
fcntl.ioctl(fd, 0x400454ca, struct.pack('16sH', b'vnet0', 0x1002))
subprocess.run(['ip', 'link', 'set', 'vnet0', 'master', 'brv', 'up'])
signal.pause()
P
`;
