using System.Globalization;
using System.Text;

namespace EdgeAppliance.Demo.View;

/// <summary>For a terminal: the story scrolls by and stays in the scrollback; below it a panel of how things stand is drawn in place.</summary>
/// <param name="size">The terminal's columns and rows now.</param>
internal sealed class LiveView(TextWriter output, Style style, Func<(int Width, int Height)> size) : IView
{
    private const int WidthMax = 100;
    private const string HideCursor = "\e[?25l";
    private const string ShowCursor = "\e[?25h";
    private const string ClearToEndOfLine = "\e[K";
    private const string ClearBelow = "\e[J";

    private readonly StringBuilder _frame = new();
    private List<string> _drawn = [];
    private IReadOnlyList<string> _panel = [];
    private string _act = "";
    private bool _ended;

    public Style Style => style;

    /// <summary>One column is left free: a full line would wrap on some terminals.</summary>
    public int Width => Math.Clamp(size().Width - 1, 20, WidthMax);

    public void Begin(TimeSpan at, string title, string meaning)
    {
        _act = title;
        StartFrame();
        _frame.Append(ClearToEndOfLine).Append('\n');
        AddStory(style.Bold(title), "");
        foreach (string line in Words.Wrap(meaning, Width - 2)) AddStory(style.Dim(line), "  ");
        DrawPanel(at);
    }

    public void Say(TimeSpan at, string text)
    {
        StartFrame();
        string clock = string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds,7:F1} s  ");
        string indent = style.Dim(clock);
        foreach (string line in Words.Wrap(text, Width - clock.Length))
        {
            AddStory(line, indent);
            indent = new string(' ', clock.Length);
        }
        DrawPanel(at);
    }

    public void Show(TimeSpan at, IPanel panel)
    {
        _panel = panel.Lines(style, Width);
        StartFrame();
        DrawPanel(at);
    }

    public void End()
    {
        if (_ended) return;
        _ended = true;
        StartFrame();
        output.Write(_frame.Append(ClearBelow).Append(ShowCursor));
        output.Flush();
    }

    public void Dispose() => End();

    /// <summary>Goes back to where the panel begins: the story is written over it, and the panel anew below.</summary>
    private void StartFrame()
    {
        _frame.Clear().Append(HideCursor).Append('\r');
        int rows = 0;
        int width = Math.Max(1, size().Width);
        // A terminal that became narrower has broken the lines that were drawn.
        foreach (string line in _drawn) rows += Math.Max(1, (Words.Columns(line) + width - 1) / width);
        if (rows > 0) _frame.Append(CultureInfo.InvariantCulture, $"\e[{rows}A");
    }

    private void AddStory(string line, string indent) => _frame.Append(indent).Append(line).Append(ClearToEndOfLine).Append('\n');

    private void DrawPanel(TimeSpan at)
    {
        var lines = new List<string> { "", Rule(at) };
        lines.AddRange(_panel);
        // Rows that have scrolled off can not be drawn again.
        int rowsMax = Math.Max(2, size().Height - 2);
        if (lines.Count > rowsMax) lines.RemoveRange(rowsMax, lines.Count - rowsMax);
        for (int i = 0; i < lines.Count; i++) lines[i] = Words.Cut(lines[i], Width);
        foreach (string line in lines) _frame.Append(line).Append(ClearToEndOfLine).Append('\n');
        _drawn = lines;
        output.Write(_frame.Append(ClearBelow));
        output.Flush();
    }

    private string Rule(TimeSpan at)
    {
        string clock = string.Create(CultureInfo.InvariantCulture, $" {at:m\\:ss} ");
        string title = Words.Cut($" EdgeAppliance · {_act} ", Math.Max(0, Width - clock.Length - 6));
        string line = new('─', Math.Max(0, Width - title.Length - clock.Length - 4));
        return style.Dim("──") + style.Bold(title) + style.Dim(line) + clock + style.Dim("──");
    }
}
