/** Last step: what was imported, and how to take it back. */
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Import } from '#gen/melo/transactions/v1/import_pb.ts';
import { ImportService } from '#gen/melo/transactions/v1/import_service_pb.ts';
import { useAccounts } from '../../api/lists.ts';
import { useWrite } from '../../api/mutations.ts';
import { sizes } from '../../app/theme.ts';
import { FormError } from '../../ui/inputs/form-dialog.tsx';
import { Tile } from '../../ui/layout/tile.tsx';

export function DoneStep({ imported, again }: { readonly imported: Import; readonly again: () => void }) {
  const { byId } = useAccounts();
  const revert = useWrite(ImportService.method.revertImport, 'transactions');
  const { id, accountId, createdCount, mergedCount, duplicateCount, leftOutCount, errorCount } = imported;
  const others = [
    mergedCount > 0 && `${mergedCount} joined with what you had entered`,
    duplicateCount > 0 && `${duplicateCount} were already here`,
    leftOutCount > 0 && `${leftOutCount} left out`,
    errorCount > 0 && `${errorCount} could not be read`,
  ].filter((text) => text !== false);
  const into = byId.get(accountId)?.name ?? 'the account';
  return (
    <Tile>
      <Stack gap="lg" p="lg" align="flex-start">
        <Text c="teal">
          <IconCircleCheck size={sizes.largeIcon} stroke={sizes.stroke} aria-hidden />
        </Text>
        <div role="status">
          <Title order={2}>
            {revert.isSuccess
              ? 'The import was taken back'
              : `${createdCount} ${createdCount === 1 ? 'transaction' : 'transactions'} imported into ${into}`}
          </Title>
          {others.length > 0 && !revert.isSuccess && (
            <Text size="sm" c="dimmed">
              {others.join(', ')}.
            </Text>
          )}
        </div>
        {revert.error && <FormError error={revert.error} />}
        <Group>
          <Button renderRoot={(props) => <Link to="/transactions" search={{ account: accountId }} {...props} />}>
            See the transactions
          </Button>
          <Button variant="default" onClick={again}>
            Import another file
          </Button>
          {!revert.isSuccess && (
            <Button variant="subtle" loading={revert.isPending} onClick={() => revert.mutate({ id })}>
              Undo this import
            </Button>
          )}
        </Group>
      </Stack>
    </Tile>
  );
}
