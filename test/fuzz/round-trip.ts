/** Whether accepted input was stored exactly as sent. */
import type { DescMessage, Message } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { pathOf } from '../authorization/methods.ts';
import type { Request, Try } from './attempts.ts';
import { verdictOn } from './oracle.ts';
import { messageOf, type Outcome } from './responses.ts';

/** What callers write; ids, etags and origins of a resource are Melo's to fill, and are not taken from a request. */
const WRITTEN = ['name', 'note', 'payee', 'institution', 'icon', 'color'];

export type Comparison = {
  /** What became of the text, where that is another; undefined where it is the same. */
  readonly changed: string | undefined;
};

/** Undefined where there is nothing to compare. */
export function compared(tried: Try, request: Request, { code, answer }: Outcome): Comparison | undefined {
  const { method, spot } = tried;
  // Of an update only what its mask names is taken.
  if (code !== 'OK' || !spot || !WRITTEN.includes(spot.field.name) || !method.name.startsWith('Create'))
    return undefined;
  const verdict = verdictOn(method, request);
  const sent = verdict.kind === 'valid' ? textAt(tried, verdict.message, method.input) : undefined;
  const kept = textAt(tried, messageOf(method.output, request.wire, answer), method.output);
  if (sent === undefined || kept === undefined) return undefined;
  const difference = `${pathOf(method)} ${spot.path}: ${JSON.stringify(sent)} became ${JSON.stringify(kept)}`;
  return { changed: kept === sent ? undefined : difference.slice(0, 300) };
}

/** The text at the spot of a message that has the same resource, under whichever name. */
function textAt({ spot }: Try, message: Message, desc: DescMessage): string | undefined {
  const [first, ...steps] = spot!.steps;
  if (!first?.message || first.fieldKind === 'list' || steps.some(({ fieldKind }) => fieldKind === 'list'))
    return undefined;
  const field = desc.fields.find((one) => one.fieldKind === 'message' && one.message === first.message);
  if (!field) return undefined;
  let at = reflect(desc, message, false).get(field as never) as unknown;
  for (const step of steps) at = (at as ReturnType<typeof reflect> | undefined)?.get(step as never);
  return typeof at === 'string' ? at : undefined;
}
