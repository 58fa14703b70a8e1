/** Where a file is dropped or chosen. */
import { Button, FileButton, Text } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { useCurrentHousehold } from '../../api/current-household.tsx';
import { sizes } from '../../app/theme.ts';
import { numericLocale } from '../../i18n/locale.ts';
import { text } from '../../i18n/text.ts';
import style from './import.module.css';

type Props = { readonly file: File | undefined; readonly choose: (file: File | null | undefined) => void };

export function FileDrop({ file, choose }: Props) {
  const [isOver, setIsOver] = useState(false);
  const over = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    choose(event.dataTransfer.files[0]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button within does the same
    <div
      className={style['drop']}
      data-over={isOver}
      onDragOver={over}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <IconFileUpload size={sizes.largeIcon} stroke={sizes.stroke} aria-hidden />
      <FileName file={file} />
      <FileButton
        onChange={choose}
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        inputProps={{ 'aria-label': text('import.file') }}
      >
        {(props) => (
          <Button variant="default" size="xs" {...props}>
            {file ? text('import.choose-another-file') : text('import.choose-a-file')}
          </Button>
        )}
      </FileButton>
    </div>
  );
}

function FileName({ file }: Pick<Props, 'file'>) {
  const { locale } = useCurrentHousehold();
  return (
    <>
      <Text fw={500}>{file ? file.name : text('import.drop-your-banks-csv-file-here')}</Text>
      <Text size="sm" c="dimmed">
        {file ? kilobytes(file.size, locale) : text('import.csv-with-any-columns-the-next')}
      </Text>
    </>
  );
}

/** "12.3 kB" */
const kilobytes = (bytes: number, locale: string): string =>
  new Intl.NumberFormat(numericLocale(locale), { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 1 }).format(
    bytes / 1000,
  );
