/** The states of a page beside its content: loading, failed, and refetching with the previous content. */
import { Skeleton, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { isBusy } from '../../api/error-codes.ts';
import { errorText } from '../../api/error-text.ts';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import { FailureNote } from './notes.tsx';
import style from './states.module.css';

type FailedProps = { readonly error: unknown; readonly retry: () => void };

export const Failed = ({ error, retry }: FailedProps) => <FailureNote cause={errorText(error).text} retry={retry} />;

/** Placeholders of rows. */
export function LoadingRows({ rows = 6 }: { readonly rows?: number }) {
  return (
    <Stack gap="sm" p="lg" role="group" aria-busy="true" aria-label={text('ui.loading')}>
      {Array.from({ length: rows }, (_, i) => `row-${i}`).map((key) => (
        <Skeleton key={key} height={sizes.row} />
      ))}
    </Stack>
  );
}

type QueryState<Data> = {
  readonly data: Data | undefined;
  readonly error: unknown;
  /** The error of the last attempt, while more follow. */
  readonly failureReason?: unknown;
  /** Whether the data is that of the previous range or filter (`keepPreviousData`). */
  readonly isPlaceholderData?: boolean;
  readonly refetch: () => unknown;
};

/** Shows the content once it is loaded, even when refetching fails. The content of a previous query is dimmed until the new one is loaded. */
export function Loaded<Data>({
  query,
  waiting = <LoadingRows />,
  children,
}: {
  readonly query: QueryState<Data>;
  readonly waiting?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}) {
  if (query.data !== undefined)
    return (
      <div className={style['loaded']} aria-busy={query.isPlaceholderData === true}>
        {children(query.data)}
      </div>
    );
  if (query.error) return <Failed error={query.error} retry={() => query.refetch()} />;
  return isBusy(query.failureReason) ? <Busy>{waiting}</Busy> : waiting;
}

const Busy = ({ children }: { readonly children: ReactNode }) => (
  <>
    <Text size="sm" c="dimmed" px="lg" pt="lg" role="status">
      {text('ui.busy-trying-again')}
    </Text>
    {children}
  </>
);
