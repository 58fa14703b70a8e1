/** The command palette: finds every page, action, account and category by name. */
import '@mantine/spotlight/styles.css';
import { Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { text } from '../../i18n/text.ts';
import { sizes } from '../theme.ts';
import style from './command-palette.module.css';
import { useCommands } from './use-commands.tsx';

const MAX_RESULTS = 14;

export function CommandPalette() {
  return (
    <Spotlight
      actions={useCommands()}
      limit={MAX_RESULTS}
      shortcut="mod + K"
      highlightQuery
      overlayProps={{ blur: 0 }}
      classNames={{ action: style['action'] ?? '' }}
      attributes={{ content: { 'aria-label': text('app.search-or-command') } }}
      nothingFound={text('app.no-results')}
      searchProps={{
        placeholder: text('app.search-or-command'),
        'aria-label': text('app.search-or-command'),
        leftSection: <IconSearch size={sizes.icon} stroke={sizes.stroke} />,
      }}
    />
  );
}
