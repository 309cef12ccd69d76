using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates;
using EdgeAppliance.Daemon.Updates.Disk;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Trials;
using EdgeAppliance.Tests.Inference;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ModelStatus = EdgeAppliance.Daemon.Http.Pages.ModelStatus;

namespace EdgeAppliance.Tests.Daemon.Updates;

/// <summary>A repository and its updates in a temporary folder, that can be started again as often as a test wants.</summary>
internal sealed class UpdatedAppliance : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _root = Directory.CreateTempSubdirectory("edge-updates-").FullName;

    public UpdatedAppliance() => Options = new ModelUpdatesOptions(PathOf("models"), PathOf("drop"));

    public ModelUpdatesOptions Options { get; set; }

    public IUpdateDisk Disk { get; set; } = new UpdateDisk();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    public string Models => PathOf("models");

    public string Shipped => PathOf("shipped");

    public ModelRepository Repository { get; private set; } = null!;

    public ModelUpdates Updates { get; private set; } = null!;

    public InstallStatus Newest => Updates.Installs[0];

    public ModelTrial? Trial => Repository.Slot("tiny").Loaded?.Trial;

    public string PathOf(string name) => Path.Combine(_root, name);

    public string Bundle(string keeps, string version) => Bundle(TestBundle.Keeping(keeps) with { Version = version });

    public string Bundle(TestBundle bundle) => bundle.WriteTo(PathOf($"bundles/{bundle.Name}-{bundle.Version}"));

    /// <param name="before">Done to the updates before they start.</param>
    public UpdatedAppliance Start(Action<ModelUpdates>? before = null)
    {
        Repository = new ModelRepository(new ModelRepositoryOptions(Models) { Shipped = Shipped }, NullLogger.Instance, Time);
        Updates = new ModelUpdates(Options, Repository, Disk, Time, NullLogger.Instance);
        before?.Invoke(Updates);
        Updates.Start();
        Until(() => !Updates.IsBusy);
        return this;
    }

    public async Task Stop()
    {
        await Updates.DisposeAsync();
        Repository.Dispose();
    }

    /// <summary>Leaves everything as it lies, as a power cut does.</summary>
    public void Abandon() => Repository.Dispose();

    /// <summary>Installs, and waits until it is verified.</summary>
    public async Task<InstallStatus> Install(string path)
    {
        var result = await Updates.Install(path, CancellationToken.None);
        Assert.True(result.Install is not null, result.Error);
        Until(() => !Updates.IsBusy);
        return Newest;
    }

    public async Task<string> Refusal(string path)
    {
        var result = await Updates.Install(path, CancellationToken.None);
        return result.Error ?? throw new ArgumentException("It was not refused.", nameof(path));
    }

    public ModelStatus Page(string model = "tiny") => Updates.Page(new Dictionary<string, IReadOnlyList<string>>()).Models.Single(m => m.Name == model);

    /// <summary>Lets a second pass, and what happens in it happen.</summary>
    public void Tick(int seconds = 1)
    {
        for (int i = 0; i < seconds; i++) Time.Advance(TimeSpan.FromSeconds(1));
    }

    public static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Patience), "It did not come to that.");

    public async ValueTask DisposeAsync()
    {
        if (Updates is not null) await Stop();
        Directory.Delete(_root, recursive: true);
    }

    public ModelTrialConfiguration TrialOf(int windows, int seconds) =>
        (Options = Options with { Trial = new ModelTrialConfiguration { WindowsMin = windows, Duration = TimeSpan.FromSeconds(seconds), DurationMax = TimeSpan.FromSeconds(6 * seconds) } }).Trial;
}
