using EdgeAppliance.Bundles;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Shelf;

/// <summary>Installs configurations as models are installed: 1 check it as <c>--check</c> does; 2 note that it is tried; 3 reload; 4 watch whether
/// errors come up that were not there before; 5 keep it, or go back to what was in force. One that went down with the appliance too often goes
/// back before it is read again. Any thread.</summary>
internal sealed partial class ConfigurationTrials : IAsyncDisposable
{
    public const int RestartsMax = 3;

    /// <summary>An error that is gone at the next look may be one that a reload itself causes.</summary>
    private const int LooksMin = 2;
    private const int KnownMax = 256;
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(5);

    private readonly BundleShelf _shelf;
    private readonly ConfigurationTrialSurroundings _around;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private ITimer? _timer;

    /// <summary>When the trial began, or goes on, by the clock that is never set.</summary>
    private long _since;

    public ConfigurationTrials(BundleShelf shelf, ConfigurationTrialSurroundings around, TimeProvider time, ILogger logger)
    {
        (_shelf, _around, _time, _logger) = (shelf, around, time, logger);
        _since = time.GetTimestamp();
    }

    /// <summary>Begins a trial that a stop interrupted anew, and watches from now on.</summary>
    public void Start()
    {
        _since = _time.GetTimestamp();
        _timer = _time.CreateTimer(_ => _ = Look(), null, s_lookEvery, s_lookEvery);
    }

    /// <returns>What was begun, or why nothing was.</returns>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public async Task<(ShelfEntry? Begun, string? Error)> Install(BundleFolder bundle, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            var manifest = bundle.Manifest;
            if (WhyNot(manifest) is { } why) return (null, why);
            var errors = _around.Check(Path.Combine(bundle.Path, manifest.File)); // 1
            if (errors.Count > 0)
            {
                string reason = $"The configuration is wrong: {string.Join("; ", errors.Take(8).Select(error => $"{error.Line}: {error.Path}: {error.Text}"))}";
                _shelf.Begin(manifest, InstallState.Refused, reason, TimeSpan.Zero, []);
                return (null, reason);
            }
            _shelf.Place(bundle);
            _seen.Clear();
            var entry = _shelf.Begin(manifest, InstallState.Trial, null, _around.Lasts, [.. Errors().Take(KnownMax)]); // 2
            _since = _time.GetTimestamp();
            var result = await Apply(entry, stop); // 3
            if (result.IsDone) return (entry, null);
            string refusal = $"It cannot be applied: {string.Join("; ", result.Errors)}";
            await GoBack(entry, refusal);
            return (null, refusal);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>4 and 5.</summary>
    public async Task Look()
    {
        if (_shelf.Trial is null || !await _turn.WaitAsync(0)) return;
        try
        {
            if (_shelf.Trial is { } trial) await Judge(trial);
        }
        catch (Exception e)
        {
            // A defect here must not stop the readings.
            Log.Failed(_logger, e);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A stop that was asked for is not the configuration's doing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null) await _timer.DisposeAsync();
        await _turn.WaitAsync();
        try
        {
            if (_shelf.Trial is { Restarts: >= 0 } trial) _shelf.Change(trial.Id, entry => entry with { Restarts = entry.Restarts - 1 });
        }
        catch (IOException)
        {
            // Then the next start counts one more.
        }
    }

    private async Task<ReloadResult> Apply(ShelfEntry entry, CancellationToken stop)
    {
        try
        {
            return await _around.Reload(stop);
        }
        catch (OperationCanceledException)
        {
            // What ran before runs on: this must not be watched in its place, and kept.
            _shelf.Change(entry.Id, trial => trial with { State = InstallState.Interrupted, Reason = "It was broken off before it was applied.", EndsAt = _time.GetUtcNow() });
            throw;
        }
    }

    private string? WhyNot(BundleManifest manifest)
    {
        if (_shelf.Trial is { } trial) return $"{trial.Name} {trial.Version} is on trial; install {manifest.Version} once that has ended.";
        if (_shelf.Configuration is { } runs && runs.Name == manifest.Name && runs.Version == manifest.Version) return $"{manifest.Name} {manifest.Version} is in force already.";
        var failed = _shelf.Entries.FirstOrDefault(entry => entry.Name == manifest.Name && entry.Version == manifest.Version && entry.State == InstallState.RolledBack);
        return failed is null ? null : $"{manifest.Name} {manifest.Version} was rolled back on this appliance: {failed.Reason} Install another version.";
    }

    private async Task Judge(ShelfEntry trial)
    {
        var now = Errors().Except(trial.Known).ToList();
        foreach (string gone in _seen.Keys.Except(now).ToArray()) _seen.Remove(gone);
        foreach (string error in now) _seen[error] = _seen.GetValueOrDefault(error) + 1;
        if (_seen.FirstOrDefault(seen => seen.Value >= LooksMin).Key is { } error2)
        {
            string text = _around.Conditions().FirstOrDefault(condition => NameOf(condition) == error2)?.Text ?? error2;
            await GoBack(trial, $"Since then there is an error that was not there before: {text}");
        }
        else if (_time.GetElapsedTime(_since) >= trial.EndsAt - trial.StartedAt)
        {
            _shelf.Change(trial.Id, entry => entry with { State = InstallState.Committed, EndsAt = _time.GetUtcNow() });
            Log.Kept(_logger, trial.Name, trial.Version);
        }
    }

    /// <summary>Whoever asked for the installation may be gone meanwhile.</summary>
    private async Task GoBack(ShelfEntry entry, string reason)
    {
        _shelf.Change(entry.Id, trial => trial with { State = InstallState.RolledBack, Reason = reason, EndsAt = _time.GetUtcNow() });
        Log.RolledBack(_logger, entry.Name, entry.Version, reason);
        await _around.Reload(CancellationToken.None);
    }

    private IEnumerable<string> Errors() => _around.Conditions().Where(condition => condition.Severity == HealthSeverity.Error).Select(NameOf).Distinct();

    private static string NameOf(HealthCondition condition) => $"{condition.Code} {condition.Subject}";

    private static partial class Log
    {
        [LoggerMessage(5041, LogLevel.Information, "The configuration {Name} {Version} is kept")]
        public static partial void Kept(ILogger logger, string name, string version);

        [LoggerMessage(5042, LogLevel.Warning, "The configuration {Name} {Version} was rolled back: {Why}")]
        public static partial void RolledBack(ILogger logger, string name, string version, string why);

        [LoggerMessage(5043, LogLevel.Error, "Judging a configuration failed in a way that it should not")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
