// The worker's script: the engine at the other end of the line from WorkerClient.
import { connectWasm } from './load';
import type { Request } from './protocol';
import { serve } from './serve';

serve(
  {
    post: (reply, transfer) => self.postMessage(reply, { transfer }),
    listen: (receive) => {
      self.onmessage = (event: MessageEvent<Request>) => receive(event.data);
    },
  },
  () => connectWasm(),
);
