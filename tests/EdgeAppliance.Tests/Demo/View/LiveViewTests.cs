using EdgeAppliance.Demo.View;

namespace EdgeAppliance.Tests.Demo.View;

/// <summary>The live view against a small terminal that knows what the view uses of ANSI.</summary>
public sealed class LiveViewTests
{
    private readonly TinyTerminal _terminal = new(60, 12);

    [Fact]
    public void Show_Again_RedrawsInPlace()
    {
        using var view = View();
        view.Begin(TimeSpan.Zero, "1. Start", "It starts.");
        view.Show(TimeSpan.FromSeconds(1), new Panel("first"));
        int rows = _terminal.Rows.Count;
        view.Show(TimeSpan.FromSeconds(2), new Panel("second"));
        Assert.Equal(rows, _terminal.Rows.Count);
        Assert.DoesNotContain(_terminal.Rows, row => row.Contains("first"));
        Assert.Contains(_terminal.Rows, row => row.Contains("second"));
    }

    [Fact]
    public void Say_WhilePanelIsShown_StaysAboveIt()
    {
        using var view = View();
        view.Show(TimeSpan.FromSeconds(1), new Panel("now"));
        view.Say(TimeSpan.FromSeconds(2), "something happened");
        view.Show(TimeSpan.FromSeconds(3), new Panel("later"));
        int story = _terminal.Rows.FindIndex(row => row.Contains("something happened"));
        int panel = _terminal.Rows.FindIndex(row => row.Contains("later"));
        Assert.InRange(story, 0, panel - 1);
    }

    [Fact]
    public void End_PanelIsGone_CursorIsBack()
    {
        using (var view = View())
        {
            view.Say(TimeSpan.FromSeconds(2), "the end");
            view.Show(TimeSpan.FromSeconds(3), new Panel("now"));
            Assert.False(_terminal.CursorIsShown);
        }
        Assert.True(_terminal.CursorIsShown);
        Assert.DoesNotContain(_terminal.Rows, row => row.Contains("now"));
        Assert.Contains(_terminal.Rows, row => row.Contains("the end"));
    }

    [Fact]
    public void Show_PanelLargerThanTheTerminal_IsCut()
    {
        using var view = View();
        view.Show(TimeSpan.Zero, new Panel([.. Enumerable.Range(0, 40).Select(i => new string('x', 200))]));
        Assert.InRange(_terminal.Rows.Count, 1, 12);
        Assert.All(_terminal.Rows, row => Assert.InRange(row.Length, 0, 60));
    }

    [Fact]
    public void Show_TerminalBecameNarrower_LeavesNoRemains()
    {
        using var view = View();
        view.Show(TimeSpan.Zero, new Panel(new string('a', 59), new string('a', 59)));
        _terminal.Narrow(40);
        view.Show(TimeSpan.FromSeconds(1), new Panel("b"));
        Assert.DoesNotContain(_terminal.Rows, row => row.Contains("aaa"));
    }

    private LiveView View() => new(_terminal.Writer, Style.Plain, () => (_terminal.Width, _terminal.Height));

    private sealed class Panel(params string[] lines) : IPanel
    {
        public IReadOnlyList<string> Lines(Style style, int width) => lines;

        public string OneLine() => lines[0];
    }
}
