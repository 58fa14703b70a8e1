/** What a process listens on, as Linux reports it under /proc: TCP addresses and paths of Unix sockets. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export type Listening = { readonly tcp: readonly string[]; readonly unix: readonly string[] };

const TCP_LISTEN = '0A';
/** SO_ACCEPTCON: the socket takes connections. */
const UNIX_ACCEPTS = 0x10000;

/** Everything a process and its children take connections on, sorted; TCP as `127.0.0.1:7600` or `[::1]:7600`. */
export function listeningOf(pid: number): Listening {
  const own = new Set([pid, ...descendants(pid)].flatMap(socketsOf));
  const tcp = [...rows(pid, 'tcp'), ...rows(pid, 'tcp6')]
    .filter((row) => row[3] === TCP_LISTEN && own.has(row[9]!))
    .map((row) => addressOf(row[1]!));
  const unix = rows(pid, 'unix')
    .filter((row) => (Number.parseInt(row[3]!, 16) & UNIX_ACCEPTS) !== 0 && own.has(row[6]!))
    .map((row) => row[7] ?? '');
  return { tcp: [...new Set(tcp)].sort(), unix: [...new Set(unix)].sort() };
}

/** Lines of a table of the process's network namespace without its heading, cut at blanks. */
const rows = (pid: number, table: string): string[][] =>
  readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));

/** Inodes of the sockets a process holds. */
function socketsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      // Closed since the folder was read.
      return [];
    }
  });
}

function descendants(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** `0100007F:1DB0` is 127.0.0.1:7600: 32-bit words with their bytes reversed. */
function addressOf(text: string): string {
  const [host, port] = text.split(':') as [string, string];
  const bytes = host.match(/.{8}/g)!.flatMap((word) => word.match(/../g)!.reverse());
  const number = Number.parseInt(port, 16);
  if (bytes.length === 4) return `${bytes.map((byte) => Number.parseInt(byte, 16)).join('.')}:${number}`;
  const groups = Array.from({ length: 8 }, (_, i) =>
    Number.parseInt(bytes[2 * i]! + bytes[2 * i + 1]!, 16).toString(16),
  );
  return `${new URL(`http://[${groups.join(':')}]`).hostname}:${number}`;
}
