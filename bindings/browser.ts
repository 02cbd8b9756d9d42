// The page's client. Apart from worker-client.ts, because bundlers resolve the worker's address here.
import { WorkerClient } from './worker-client';

/** A client whose engine runs in a worker of its own. */
export function openWorkerClient(): WorkerClient {
  return new WorkerClient(
    () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'unroll' }),
  );
}
