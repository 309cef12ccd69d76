using System.Text;

namespace EdgeAppliance.Edgectl.Terminal;

/// <summary>Rows under headings, in columns as wide as their widest value; numbers to the right.</summary>
/// <param name="headings">One that ends with <c>&gt;</c> is over a column of numbers.</param>
internal sealed class Table(params string[] headings)
{
    private const int WidthMax = 60;
    private readonly List<Cell[]> _rows = [];

    public void Row(params Cell[] cells) => _rows.Add(cells);

    /// <param name="empty">Stands where there is no row.</param>
    public void WriteTo(Screen screen, string empty)
    {
        if (_rows.Count == 0)
        {
            screen.Line(empty, Ink.Faint);
            return;
        }
        var names = Array.ConvertAll(headings, heading => new Cell(heading.TrimEnd('>'), Ink.Heading));
        var widths = new int[headings.Length];
        foreach (var row in _rows.Prepend(names))
            for (int c = 0; c < row.Length; c++) widths[c] = Math.Max(widths[c], Math.Min(WidthMax, PlainText.Of(row[c].Text).Length));
        foreach (var row in _rows.Prepend(names)) Write(screen, row, widths);
    }

    private void Write(Screen screen, Cell[] row, int[] widths)
    {
        var line = new StringBuilder();
        for (int c = 0; c < row.Length; c++)
        {
            bool last = c == row.Length - 1;
            string text = PlainText.Of(row[c].Text);
            // The last column may be as long as it likes: nothing is moved by it.
            if (!last && text.Length > WidthMax) text = text[..(WidthMax - 1)] + "…";
            string space = new(' ', Math.Max(0, widths[c] - text.Length));
            bool right = headings[c].EndsWith('>');
            if (right) line.Append(space);
            line.Append(screen.Inked(text, row[c].Ink));
            if (!last) line.Append(right ? "" : space).Append("  ");
        }
        screen.Output.WriteLine(line.ToString().TrimEnd());
    }
}
