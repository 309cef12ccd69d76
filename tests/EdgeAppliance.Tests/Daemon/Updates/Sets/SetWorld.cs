using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Sets;
using EdgeAppliance.Tests.Inference;
using EdgeAppliance.Tests.Inference.Steps;

namespace EdgeAppliance.Tests.Daemon.Updates.Sets;

/// <summary>An appliance with two models that belong together, <c>tiny</c> and <c>other</c>, and windows for both.</summary>
internal sealed class SetWorld : IAsyncDisposable
{
    private static readonly ChannelSet s_channels = new("a", "b");

    public SetWorld() => Appliance.TrialOf(windows: 2, seconds: 5);

    public UpdatedAppliance Appliance { get; } = new();

    /// <summary>As whoever follows the set is told of it, without repeats.</summary>
    public List<SetStage> Told { get; } = [];

    /// <summary>The versions that run.</summary>
    public (string? Tiny, string? Other) Running => (Current("tiny"), Current("other"));

    public SetInstall Last => SetJournal.Parse(File.ReadAllBytes(Path.Combine(Appliance.Models, SetInstall.FileName)));

    public SetWorld Start()
    {
        Appliance.Start(updates => updates.SetChanged = set =>
        {
            if (Told.LastOrDefault() != set.Stage || Told.Count == 0) Told.Add(set.Stage);
        });
        return this;
    }

    public async Task<SetWorld> WithVersion1()
    {
        Start();
        await Appliance.Install(Appliance.Bundle("0.9", "1"));
        await Appliance.Install(Appliance.Bundle(TestBundle.Keeping("0.9") with { Name = "other", Version = "1" }));
        return this;
    }

    /// <summary>Both in that version.</summary>
    /// <param name="tiny">What it keeps of a window; <c>0</c> alarms always.</param>
    public Task<InstallResult> Install(string version, string tiny = "0.92") =>
        Install(version, TestBundle.Keeping(tiny) with { Version = version }, TestBundle.Keeping("0.92") with { Name = "other", Version = version });

    public async Task<InstallResult> Install(string version, params TestBundle[] members)
    {
        var result = await Appliance.Updates.InstallSet("set", version, [.. members.Select(Appliance.Bundle)], CancellationToken.None);
        UpdatedAppliance.Until(() => !Appliance.Updates.IsBusy);
        return result;
    }

    public InstallStatus Newest(string model) => Appliance.Updates.Installs.First(install => install.Model == model);

    /// <summary>Windows for both, and the time that a trial takes.</summary>
    public void PushAndTick(int seconds = 5)
    {
        foreach (string model in new[] { "tiny", "other" })
        {
            var trial = Appliance.Repository.Slot(model).Loaded?.Trial;
            if (trial is null && Appliance.Repository.TryCurrent(model) is null) continue;
            var chain = new InferHarness(Appliance.Repository, $$"""[{"type":"window","size":4},{"type":"infer","model":"{{model}}"}]""");
            for (int i = 0; i < 8; i++) chain.Push(s_channels, [1, 1]);
            if (trial is not null) UpdatedAppliance.Until(() => trial.Report is { Current.Runs: >= 2, Candidate.Runs: >= 2 });
        }
        Appliance.Tick(seconds);
    }

    public ValueTask DisposeAsync() => Appliance.DisposeAsync();

    private string? Current(string model) => Appliance.Repository.TryCurrent(model)?.Manifest.Version;
}
