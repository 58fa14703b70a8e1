/** What a field says whose choices are still loading, or could not be loaded. */
import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MessageId } from '../../i18n/messages/message-id.ts';
import { text } from '../../i18n/text.ts';

type Query = { readonly data: unknown; readonly error: unknown; readonly refetch: () => unknown };

/** Props for a select; none once its choices are loaded. */
export function listState(query: Query, failed: MessageId): { placeholder?: string; error?: ReactNode } {
  if (query.data !== undefined) return {};
  if (!query.error) return { placeholder: text('ui.loading-list') };
  return { placeholder: '', error: <TryAgain failed={failed} retry={() => query.refetch()} /> };
}

export const TryAgain = ({ failed, retry }: { readonly failed: MessageId; readonly retry: () => void }) => (
  <>
    {text(failed)}{' '}
    <Anchor component="button" type="button" inherit underline="always" onClick={retry}>
      {text('ui.try-again')}
    </Anchor>
  </>
);
