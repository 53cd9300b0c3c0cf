import { readFileSync } from 'node:fs';

const pageBytes = 4096;

/** Resident memory of a process. */
export function residentBytes(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes;
}

/** Watches resident memory every 20 ms. @returns stops and gives the most that was seen. */
export function watchMemory(pid: number): () => number {
  let mostBytes = residentBytes(pid);
  const timer = setInterval(() => {
    mostBytes = Math.max(mostBytes, residentBytes(pid));
  }, 20);
  return () => {
    clearInterval(timer);
    return mostBytes;
  };
}
