// `npm run format`: writes every source file in its format.
import { writeFormats } from './checks/formats.mjs';
import { command, Failure } from './terminal.mjs';

await command(async () => {
  const faults = await writeFormats();
  if (faults.length > 0)
    throw new Failure('Some files could not be formatted (see above).', faults.join('\n'));
});
