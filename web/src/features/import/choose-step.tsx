/** First step: the file and the account it belongs to. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAccounts } from '../../api/lists.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../ui/feedback/notes.tsx';
import { AccountSelect } from '../../ui/inputs/account-select.tsx';
import { Form, FormMessage, showServerErrors } from '../../ui/inputs/form.tsx';
import { Tile } from '../../ui/layout/tile.tsx';
import { rememberedAccount } from '../add/remembered.ts';
import { contentProblem } from './content-problem.ts';
import { FileDrop } from './file-drop.tsx';
import { MAX_FILE_BYTES, type Proposed, useProposal } from './use-proposal.ts';

export function ChooseStep({ next }: { readonly next: Proposed }) {
  const { open, query } = useAccounts();
  return query.data && open.length === 0 ? <NoAccount /> : <ChooseForm next={next} />;
}

const NoAccount = () => (
  <Empty title={text('import.add-an-account-first')} text={text('import.a-file-is-imported-into-an')}>
    <Button renderRoot={(props) => <Link to="/accounts" {...props} />}>{text('import.go-to-accounts')}</Button>
  </Empty>
);

type ChooseValues = {
  readonly file: File | undefined;
  /** What is wrong with the content of the file. */
  readonly problem: string | undefined;
  readonly accountId: string;
};

function ChooseForm({ next }: { readonly next: Proposed }) {
  const { form, accountId, choose, send, busy } = useChooseForm(next);
  return (
    <Form form={form} submit={send}>
      <Tile>
        <Stack gap="lg">
          <FileDrop file={form.values.file} choose={choose} />
          <Problem text={form.errors['file']} />
          <Group align="flex-end" justify="space-between">
            <AccountSelect
              label={text('import.into-the-account')}
              {...form.getInputProps('accountId')}
              value={accountId}
            />
            <Button type="submit" loading={busy}>
              {text('import.continue')}
            </Button>
          </Group>
          <FormMessage form={form} />
        </Stack>
      </Tile>
    </Form>
  );
}

function useChooseForm(next: Proposed) {
  const usable = useUsableAccount();
  const { account: wanted } = useSearch({ from: '/members/import' });
  const form = useForm<ChooseValues>({
    initialValues: { file: undefined, problem: undefined, accountId: wanted ?? rememberedAccount() },
    validate: {
      file: (file, { problem }) => problemOf(file) ?? problem,
      accountId: (id) => (usable(id) === '' ? text('import.choose-an-account') : undefined),
    },
  });
  const accountId = usable(form.values.accountId);
  const propose = useProposal(accountId, next);
  const send = ({ file }: ChooseValues) =>
    propose.mutate(file!, {
      onError: (error) => showServerErrors(form, error, { reasons: reasons() }),
    });
  const choose = async (file: File | null | undefined) => {
    if (!file) return;
    form.setValues({ file, problem: await contentProblem(file) });
    form.validateField('file');
  };
  return { form, accountId, choose, send, busy: propose.isPending };
}

/** Before the columns are chosen, a file is unreadable only when it is not CSV. */
const reasons = () => ({
  ACCOUNT_UNKNOWN: 'accountId',
  ACCOUNT_ARCHIVED: 'accountId',
  FILE_UNREADABLE: { field: 'file', message: text('import.this-is-not-a-csv-file') },
  FILE_TOO_COMPLEX: 'file',
});

const Problem = ({ text }: { readonly text: ReactNode }) =>
  text ? (
    <Text size="sm" c="var(--mantine-color-error)" role="alert">
      {text}
    </Text>
  ) : null;

/** Maps an account ID to itself if the account is open, else to the only open account. Accounts are loaded after the first render. */
function useUsableAccount(): (id: string) => string {
  const { open, byId } = useAccounts();
  return (id) => {
    if (byId.get(id)?.archived === false) return id;
    return open.length === 1 ? open[0]!.id : '';
  };
}

function problemOf(file: File | undefined): string | undefined {
  if (!file) return text('import.choose-a-file-first');
  return file.size > MAX_FILE_BYTES ? text('import.this-file-is-larger-than-10') : undefined;
}
