using System.Text.Json.Nodes;
using EdgeAppliance.Demo.Acts;
using EdgeAppliance.Demo.Claims;
using EdgeAppliance.Demo.View;

namespace EdgeAppliance.Demo.Stages;

/// <summary>What is told, claimed and measured, with its time since the beginning. Any thread may call it.</summary>
internal sealed class Story(IView view, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly List<Claim> _claims = [];

    public TimeSpan Elapsed => time.GetElapsedTime(_began);

    public IReadOnlyList<Claim> Claims => _claims;

    /// <summary>The figures of <c>summary.json</c>.</summary>
    public JsonObject Summary { get; } = [];

    public void Begin(int number, Act act)
    {
        lock (_lock) view.Begin(Elapsed, $"{number}. {act.Title}", act.Meaning);
    }

    public void Say(string text)
    {
        lock (_lock) view.Say(Elapsed, text);
    }

    public void Show(IPanel panel)
    {
        lock (_lock) view.Show(Elapsed, panel);
    }

    public void Claim(string text, string measured, bool held)
    {
        lock (_lock)
        {
            _claims.Add(new Claim(text, measured, held));
            if (!held) view.Say(Elapsed, view.Style.Red($"Not held: {text}: {measured}"));
        }
    }

    public void End()
    {
        lock (_lock) view.End();
    }
}
