import { ApiError } from '../../api/client';
import { sendPiece, type Run } from './api';

/** How often a piece is sent again before a person is asked, and how long is waited in between. */
const patience = [500, 1_000, 2_000, 4_000];

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

const passing = (problem: unknown) =>
  problem instanceof ApiError && (problem.status === 0 || problem.status === 503 || problem.status === 429);

function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 0x8000) {
    parts.push(String.fromCharCode(...bytes.subarray(i, i + 0x8000)));
  }
  return btoa(parts.join(''));
}

async function persist<T>(call: () => Promise<T>): Promise<T> {
  for (const pause of patience) {
    try {
      return await call();
    } catch (problem) {
      if (!passing(problem)) throw problem;
      await wait(pause);
    }
  }
  return call();
}

/**
 * Sends a file piece by piece from where the server has it. The server says after each how far it is, so that a
 * piece whose answer was lost is neither missing nor there twice.
 */
export async function send(run: Run, file: Blob, piece: number, told: (run: Run) => void): Promise<Run> {
  let now = run;
  while (now.state === 'uploading' && now.received < file.size) {
    const { id, received } = now;
    const bytes = new Uint8Array(await file.slice(received, received + piece).arrayBuffer());
    now = await persist(() => sendPiece(id, received, base64(bytes)));
    told(now);
  }
  return now;
}
