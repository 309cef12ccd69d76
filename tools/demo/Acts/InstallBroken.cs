using EdgeAppliance.Demo.Appliance;
using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Acts;

/// <summary>Installs two bad versions: one that its own golden test gives away, and one that passes it and does harm on live readings.</summary>
internal sealed class InstallBroken(Site site, Script script) : Act
{
    private const int CalmWindows = 6;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public override string Title => "Two broken models";

    public override string Meaning =>
        "One fails its golden test and must never run. The other passes it and does harm on live readings: the trial has to notice, and go back by itself.";

    public override async Task Play(Stage stage, CancellationToken stop)
    {
        var installer = new ModelInstaller(stage, script.Trial + s_patience);
        string before = (await installer.State(stop))?.Version ?? "none";

        var refused = await installer.Install(Folder("host-anomaly-fails-golden"), stop);
        Tell(stage, refused, "refusal_reason", "The first was refused");
        bool wasRefused = refused is { State: "refused" };
        stage.Story.Claim("A model that fails its golden test never runs",
            wasRefused ? $"refused: {refused!.Reason}" : refused?.State ?? "no end",
            wasRefused);

        // Draining writes much, which the good model may take for a disk flood; beside that the bad one would not stand out.
        if (script.NeedsCalm) await Wait.Until(() => site.Score.Calm >= CalmWindows, s_patience, stage.Time, stop);
        long since = stage.Time.GetTimestamp();
        var rolledBack = await installer.Install(Folder(script.Harmful), stop);
        Tell(stage, rolledBack, "rollback_reason", $"{rolledBack?.Version} was rolled back after {stage.Time.GetElapsedTime(since).TotalSeconds:F1} s");
        string after = (await installer.State(stop))?.Version ?? "none";
        bool held = rolledBack is { State: "rolledBack", Reason.Length: > 0 } && after == before;
        stage.Story.Summary["version_at_the_end"] = after;
        stage.Story.Claim("A model that does harm rolls back by itself",
            held ? $"{after} runs on: {rolledBack!.Reason}" : $"{rolledBack?.State ?? "no end"}, {after} runs",
            held);
    }

    private static string Folder(string name) => Path.Combine(DemoOptions.Root, "tools/demo/models", name);

    private static void Tell(Stage stage, Installation? ended, string figure, string what)
    {
        stage.Story.Summary[figure] = ended?.Reason;
        if (ended?.Reason is { } reason) stage.Story.Say($"{what}: {reason}");
    }
}
