using System.Globalization;

namespace EdgeAppliance.Demo.View;

/// <summary>Plain lines with the time before them, for a file or a pipe. How things stand is told every few seconds.</summary>
internal sealed class PlainView(TextWriter output) : IView
{
    private static readonly TimeSpan s_showEvery = TimeSpan.FromSeconds(5);
    private TimeSpan _shownAt = -s_showEvery;

    public Style Style => Style.Plain;

    public int Width => 110;

    public void Begin(TimeSpan at, string title, string meaning)
    {
        Line(at, $"== {title}");
        Line(at, $"   {meaning}");
    }

    public void Say(TimeSpan at, string text) => Line(at, $"   {text}");

    public void Show(TimeSpan at, IPanel panel)
    {
        if (at - _shownAt < s_showEvery) return;
        _shownAt = at;
        Line(at, $"   . {panel.OneLine()}");
    }

    public void End()
    {
    }

    public void Dispose() => output.Flush();

    private void Line(TimeSpan at, string text)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{at.TotalSeconds,6:F1} s] {text}"));
        output.Flush();
    }
}
