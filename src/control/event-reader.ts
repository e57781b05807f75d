/** Reads a stream of server-sent events. Only `data` matters here: it holds the whole event. */
import type { ClusterEvent } from '#src/cluster/status.ts';

/** A line longer than this is no event of ours. */
const LINE_LIMIT = 4 * 1024 * 1024;

/** Resolves at the end of the stream; rejects with what the stream or JSON.parse threw. */
export async function readEvents(
  stream: AsyncIterable<Uint8Array>,
  onEvent: (event: ClusterEvent) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LINE_LIMIT) throw new Error('an event without end');
    for (const line of lines) {
      if (line.startsWith('data: ')) onEvent(JSON.parse(line.slice('data: '.length)) as ClusterEvent);
    }
  }
}
