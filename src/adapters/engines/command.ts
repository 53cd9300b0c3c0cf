import type { Containment, EngineLimits } from '#ports';
import type { Identity } from './identity.ts';

/** Everything that decides how a program is started. */
export type Start = {
  readonly programPath: string;
  readonly args: readonly string[];
  readonly limits: EngineLimits;
  /** Its folder, and an empty folder beside it where its world is put together. */
  readonly filesPath: string;
  readonly rootPath: string;
  readonly identity: Identity | undefined;
  /** Processes that count against its limit though they are not its own. */
  readonly foreignProcesses: number;
};

/** A command line as spawn takes it. */
export type Command = { readonly program: string; readonly args: readonly string[] };

/**
 * Puts together a world of system folders, devices and the program's own folder, and runs the program in it. The shell stays
 * as the first process: when it ends, the kernel ends everything in the world. What a machine lacks or forbids to show again
 * is left out; programs that need it fail, and are not let out.
 */
const world = `
root=$1 files=$2 bound=$3
shift 3
mount -t tmpfs -o size=16m,mode=755 none "$root" || exit 125
for path in /usr /bin /sbin /lib /lib32 /lib64 /libx32 /etc /var/lib/ghostscript /var/cache/fontconfig $bound; do
  if [ -L "$path" ]; then ln -s "$(readlink "$path")" "$root$path"
  elif [ -d "$path" ]; then mkdir -p "$root$path" && mount --rbind "$path" "$root$path" || exit 125
  fi
done
mkdir -p "$root/proc" "$root/dev" "$root/tmp" "$root/files" || exit 125
chmod 1777 "$root/tmp"
mount -t proc -o nosuid,noexec,nodev none "$root/proc" 2>/dev/null
for device in null zero full random urandom; do
  : > "$root/dev/$device" && mount --bind "/dev/$device" "$root/dev/$device"
done
mount --bind "$files" "$root/files" || exit 125
cd "$root" && mount -o remount,ro,size=16m,mode=755 none "$root" 2>/dev/null
chroot "$root" /bin/sh -c 'cd /files || exit 125; "$@"; exit $?' sh "$@"
exit $?
`;

/** @source util-linux: setpriv(1), unshare(1), prlimit(1) */
export function commandFor(start: Start, containment: Exclude<Containment, 'none'>): Command {
  const mayDrop = start.identity !== undefined || containment === 'namespaces';
  const limited = ['prlimit', ...limitWords(start), 'setpriv', ...rightsWords(start.identity, mayDrop), start.programPath, ...start.args];
  // Whatever happens to us, the kernel ends the first process, and with it the world.
  const fastened = ['--pdeathsig', 'KILL'];
  if (containment === 'limits') return { program: 'setpriv', args: [...fastened, ...limited] };
  // Becoming root of a world of one's own unties the fastening.
  const rooted = start.identity ? [] : ['unshare', '--user', '--map-root-user', 'setpriv', ...fastened];
  const unshared = ['unshare', '--mount', '--pid', '--net', '--ipc', '--uts', '--fork', '--kill-child=KILL'];
  const words = ['/bin/sh', '-c', world, 'sh', start.rootPath, start.filesPath, boundFolder(start.programPath)];
  return { program: 'setpriv', args: [...fastened, ...rooted, ...unshared, ...words, ...limited] };
}

function limitWords({ limits, foreignProcesses }: Start): string[] {
  const cpuSeconds = limits.cpuSeconds ?? Math.ceil(limits.timeMs / 1000);
  return [
    `--cpu=${cpuSeconds}:${cpuSeconds + 1}`, `--as=${limits.memoryBytes}`, `--fsize=${limits.outputBytes}`, '--core=0', '--nofile=256',
    `--nproc=${(limits.processes ?? defaultProcesses) + foreignProcesses}`,
  ];
}

const defaultProcesses = 64;

/** An ordinary user has capabilities to drop only in a world of its own. */
function rightsWords(identity: Identity | undefined, mayDrop: boolean): string[] {
  return [
    '--no-new-privs', '--inh-caps=-all', '--pdeathsig', 'KILL', ...(mayDrop ? ['--bounding-set=-all'] : []),
    ...(identity ? [`--reuid=${identity.uid}`, `--regid=${identity.gid}`, '--clear-groups'] : []),
  ];
}

/** A program outside of the system's folders brings its own folder along. */
function boundFolder(programPath: string): string {
  const folder = programPath.slice(0, programPath.lastIndexOf('/'));
  return /^\/(usr|bin|sbin|lib\w*)(\/|$)|\s/.test(folder) ? '' : folder;
}
