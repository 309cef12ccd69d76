using System.Globalization;
using System.Text;

namespace EdgeAppliance.Tests.Demo.View;

/// <summary>A terminal of which nothing scrolls off: text, line feeds, cursor up, erase, and breaking its lines anew when it becomes narrower.</summary>
internal sealed class TinyTerminal(int width, int height)
{
    private readonly List<StringBuilder> _rows = [new()];
    private int _row;
    private int _column;

    public int Width { get; private set; } = width;

    public int Height { get; } = height;

    public bool CursorIsShown { get; private set; } = true;

    public List<string> Rows => [.. _rows.Select(row => row.ToString()).Reverse().SkipWhile(row => row.Length == 0).Reverse()];

    public TextWriter Writer => new Feed(this);

    /// <summary>Breaks lines that are too long now; the cursor stays below them.</summary>
    public void Narrow(int width)
    {
        Width = width;
        for (int i = 0; i < _rows.Count; i++)
        {
            if (_rows[i].Length <= width) continue;
            _rows.Insert(i + 1, new StringBuilder(_rows[i].ToString(width, _rows[i].Length - width)));
            _rows[i].Length = width;
            if (_row > i) _row++;
        }
    }

    private void Put(char c)
    {
        if (c == '\r') _column = 0;
        else if (c == '\n')
        {
            _column = 0;
            if (++_row == _rows.Count) _rows.Add(new StringBuilder());
        }
        else
        {
            var row = _rows[_row];
            while (row.Length <= _column) row.Append(' ');
            row[_column++] = c;
        }
    }

    private void Escape(string sequence)
    {
        if (sequence is "?25l" or "?25h") CursorIsShown = sequence == "?25h";
        else if (sequence == "K") _rows[_row].Length = Math.Min(_rows[_row].Length, _column);
        else if (sequence == "J")
        {
            _rows[_row].Length = Math.Min(_rows[_row].Length, _column);
            _rows.RemoveRange(_row + 1, _rows.Count - _row - 1);
        }
        else if (sequence.EndsWith('A')) _row = Math.Max(0, _row - int.Parse(sequence[..^1], CultureInfo.InvariantCulture));
        else if (!sequence.EndsWith('m')) throw new NotSupportedException(sequence);
    }

    private sealed class Feed(TinyTerminal terminal) : TextWriter
    {
        private StringBuilder? _escape;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            if (value == '\e') _escape = new StringBuilder();
            else if (_escape is null) terminal.Put(value);
            else if (value != '[')
            {
                _escape.Append(value);
                if (!char.IsAsciiLetter(value)) return;
                terminal.Escape(_escape.ToString());
                _escape = null;
            }
        }
    }
}
