/** The states of a page beside its content: empty, loading, failed, and refetching with the previous content. */
import { Alert, Button, Center, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { failureOf } from '../../api/errors.ts';
import { isBusy } from '../../api/query.ts';
import { sizes } from '../../app/theme.ts';
import { text } from '../../i18n/text.ts';
import style from './states.module.css';

type EmptyProps = {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
};

/** Without content: what the page is for, and a button. */
export function Empty({ icon, title, text, children }: EmptyProps) {
  return (
    <Center py="xl">
      <Stack align="center" gap="sm" maw={sizes.form} ta="center" p="lg">
        <Text c="dimmed">{icon}</Text>
        <Title order={2}>{title}</Title>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
        {children}
      </Stack>
    </Center>
  );
}

type FailedProps = { readonly error: unknown; readonly retry: () => void };

/** What went wrong, that no data is lost, and a button to try again. */
export function Failed({ error, retry }: FailedProps) {
  return (
    <Alert
      color="gray"
      variant="default"
      radius="lg"
      icon={<IconAlertTriangle size={sizes.icon} />}
      title={text('ui.this-could-not-be-loaded')}
      role="alert"
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          {failureOf(error).text} {text('ui.nothing-was-changed')}
        </Text>
        <Button size="xs" variant="default" onClick={retry}>
          {text('ui.try-again')}
        </Button>
      </Stack>
    </Alert>
  );
}

/** Placeholders of rows. */
export function LoadingRows({ rows = 6 }: { readonly rows?: number }) {
  return (
    <Stack gap="sm" p="lg" aria-busy="true" aria-label={text('ui.loading')}>
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
