/** A page of the app's component library that shows cards and a table and loads nothing: what the libraries alone cost (test/bench). */
import '@mantine/core/styles.css';
import { Card, MantineProvider, SimpleGrid, Table, Title } from '@mantine/core';
import { createRoot } from 'react-dom/client';

const cards = ['Net worth', 'This month', 'Budgets', 'Spending', 'Latest'];
const rows = Array.from({ length: 20 }, (_, i) => [`Row ${i}`, 'Category', '€12.50']);

createRoot(document.getElementById('root')!).render(
  <MantineProvider>
    <Title order={1}>Overview</Title>
    <SimpleGrid cols={2}>
      {cards.map((title) => (
        <Card key={title} withBorder>
          {title}
        </Card>
      ))}
    </SimpleGrid>
    <Table data={{ head: ['Payee', 'Category', 'Amount'], body: rows }} />
  </MantineProvider>,
);
