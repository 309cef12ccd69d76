using EdgeAppliance.Bundles;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Disk;
using EdgeAppliance.Daemon.Updates.Drop;
using EdgeAppliance.Daemon.Updates.Sets;
using EdgeAppliance.Daemon.Updates.Trials;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Repository.Versions;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Daemon.Updates;

/// <summary>Installs versions of models: verifies them, tries them beside the versions that run, and keeps them or goes back. Any thread.</summary>
/// <remarks>One installation is verified at a time, and while that lasts no other is taken and no trial is decided on.</remarks>
internal sealed partial class ModelUpdates : IAsyncDisposable
{
    /// <summary>Callers that wait for their turn; further ones are refused.</summary>
    private const int WaitingMax = 8;
    private const string TooMany = "Too many installations wait already; try again later.";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>The drop folder is looked at every other time.</summary>
    private const int LooksADropLook = 2;

    /// <summary>How long a stop waits for a model that is being verified; the journal has it interrupted then.</summary>
    private static readonly TimeSpan StopWait = TimeSpan.FromSeconds(3);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly VersionJournal _journal;
    private readonly BundleStaging _staging;
    private readonly ModelInstaller _installer;
    private readonly InstallOutcomes _outcomes;
    private readonly TrialWatch _watch;
    private readonly ModelSets _sets;
    private readonly SettlingCommits _settling;
    private readonly InterruptedInstalls _interrupted;
    private readonly DropWatch _drop;
    private readonly InstallPages _pages;
    private readonly SemaphoreSlim _turn = new(1);
    private ITimer? _timer;
    private volatile string? _diskFault;
    private volatile bool _stopped;
    private int _waiting;
    private int _looks;

    public ModelUpdates(ModelUpdatesOptions options, ModelRepository repository, TimeProvider time, ILogger logger)
        : this(options, repository, new UpdateDisk(), time, logger)
    {
    }

    internal ModelUpdates(ModelUpdatesOptions options, ModelRepository repository, IUpdateDisk disk, TimeProvider time, ILogger logger)
    {
        (_time, _logger) = (time, logger);
        _journal = new VersionJournal(options.Repository, disk);
        _staging = new BundleStaging(options.Repository, options.Limits, disk);
        _installer = new ModelInstaller(_journal, _staging, disk, repository, new TrialGate(options.Trial, options.Prove, time));
        _outcomes = new InstallOutcomes(_journal, repository, options.Kept, time, logger);
        _watch = new TrialWatch(options, _journal, _outcomes, repository, time, logger);
        var sets = new SetJournal(options.Repository, disk);
        _sets = new ModelSets(sets, new SetWatch(sets, options, _journal, _outcomes, repository, time), _journal, _installer, _outcomes, time);
        _settling = new SettlingCommits(options, _journal, _outcomes, _sets, time);
        _interrupted = new InterruptedInstalls(options, _journal, _outcomes, _watch, repository, _sets, time);
        _drop = new DropWatch(new DropFolder(options.Drop), logger);
        _pages = new InstallPages(_journal, repository);
    }

    /// <summary>The last installations, newest first; kept over restarts.</summary>
    public IReadOnlyList<InstallStatus> Installs => _pages.Installs;

    /// <inheritdoc cref="VersionJournal.Changed"/>
    public event Action? InstallsChanged
    {
        add => _journal.Changed += value;
        remove => _journal.Changed -= value;
    }

    public IReadOnlyList<HealthCondition> Conditions => UpdateConditions.Of(_journal, _diskFault, _drop.Fault);

    /// <summary>Versions that were rolled back for what they did, and are not taken again.</summary>
    public IEnumerable<FailedUpdate> Blocked => _pages.Blocked;

    /// <summary>How many installations have ended so, since the start.</summary>
    public long Ended(InstallStage stage) => _outcomes.Ended(stage);

    /// <summary>Whether an installation is verified now, or trials are decided on.</summary>
    internal bool IsBusy => _turn.CurrentCount == 0;

    internal bool IsLookingAtDrop => _drop.IsLooking;

    /// <summary>Goes on with what a restart interrupted, and watches the drop folder from now on.</summary>
    public void Start()
    {
        _turn.Wait();
        IReadOnlyList<string> anew = [];
        TryOnDisk(() =>
        {
            _journal.Open();
            _staging.Clear();
            anew = _interrupted.CleanUp();
            _settling.CountStart();
        });
        _ = Task.Run(() => GoOn(anew));
    }

    /// <summary>Begins to install a bundle, and does not wait for its trial. The bundle is not needed any more when the task is done.</summary>
    public async Task<InstallResult> Install(string path, CancellationToken stop)
    {
        var begun = await Begin(path, stop);
        return new InstallResult(begun.Pending is { } pending ? _pages.Of(pending) : null, begun.Error) { IsBundlesFault = begun.IsBundlesFault, IsRunning = begun.IsRunning };
    }

    /// <summary>Installs models that belong together, and does not wait for their trial: all of them are kept then, or none. The bundles are not needed any more when the task is
    /// done.</summary>
    /// <param name="folders">Of the members' bundles.</param>
    public async Task<InstallResult> InstallSet(string name, string version, IReadOnlyList<string> folders, CancellationToken stop)
    {
        if (!await TakeTurn(stop)) return new InstallResult(null, TooMany);
        return await Task.Run(() => InstallSetInTurn(name, version, folders), CancellationToken.None);
    }

    /// <summary>Called whenever a set has come further, and at the start; must not throw.</summary>
    public Action<SetInstall>? SetChanged { get => _sets.Changed; set => _sets.Changed = value; }

    /// <param name="usedBy">The pipelines that use a model, by its name.</param>
    public ModelsPage Page(IReadOnlyDictionary<string, IReadOnlyList<string>> usedBy) => _pages.Page(usedBy);

    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        bool isMine = await TakeTurnToStop();
        if (_timer is not null) await _timer.DisposeAsync();
        if (!isMine) return;
        TryOnDisk(() =>
        {
            foreach (string model in _watch.Stop().Concat(_sets.Stop())) _interrupted.Stopped(model);
            _settling.Stopped();
        });
    }

    private async Task<bool> TakeTurnToStop()
    {
        try
        {
            await _turn.WaitAsync().WaitAsync(StopWait, _time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<BegunInstall> Begin(string path, CancellationToken stop)
    {
        if (!await TakeTurn(stop)) return new BegunInstall(null, TooMany) { IsBusy = true };
        return await Task.Run(() => BeginInTurn(path), CancellationToken.None);
    }

    /// <returns>False where too many wait already.</returns>
    private async Task<bool> TakeTurn(CancellationToken stop)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > WaitingMax) return false;
            await _turn.WaitAsync(stop);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private InstallResult InstallSetInTurn(string name, string version, IReadOnlyList<string> folders)
    {
        try
        {
            return _stopped ? new InstallResult(null, "The appliance is stopping.") : _sets.Install(name, version, folders);
        }
        catch (Exception e) when (e is BundleException or IOException)
        {
            return new InstallResult(null, e is BundleException ? e.Message : $"The repository cannot be written to: {e.Message}") { IsBundlesFault = e is BundleException };
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Hands the turn on to the verification, or gives it up.</summary>
    private BegunInstall BeginInTurn(string path)
    {
        BegunInstall begun;
        try
        {
            begun = _stopped ? new BegunInstall(null, "The appliance is stopping.") : _installer.Begin(path);
        }
        catch (Exception e) when (e is BundleException or IOException)
        {
            begun = new BegunInstall(null, e is BundleException ? e.Message : $"The repository cannot be written to: {e.Message}") { IsBundlesFault = e is BundleException };
        }
        catch
        {
            _turn.Release();
            throw;
        }
        if (begun.Pending is { } pending) _ = Task.Run(() => Verify(pending));
        else _turn.Release();
        return begun;
    }

    private void Verify(PendingInstall pending)
    {
        try
        {
            _watch.Begin(_installer.Place(pending));
        }
        catch (ModelLoadException e)
        {
            _outcomes.Refuse(pending.Model, e.Message);
        }
        catch (IOException e)
        {
            // No fault of the version's.
            _outcomes.Interrupt(pending.Model, $"The repository cannot be written to: {e.Message}");
        }
        catch (Exception e)
        {
            Log.Failed(_logger, e);
            _outcomes.Refuse(pending.Model, $"Verifying it failed: {e.Message}");
        }
        finally
        {
            _installer.TryClear();
            _turn.Release();
        }
    }

    private void GoOn(IReadOnlyList<string> anew)
    {
        try
        {
            foreach (string model in anew) TryOnDisk(() => _interrupted.BeginAnew(model));
        }
        finally
        {
            _timer = _time.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
            _turn.Release();
        }
    }

    private void Look()
    {
        if (_stopped) return;
        LookAtTrials();
        if (Interlocked.Increment(ref _looks) % LooksADropLook == 0) _ = LookAtDrop();
    }

    private async Task LookAtDrop()
    {
        try
        {
            await _drop.Look(path => Begin(path, CancellationToken.None), Installs);
        }
        catch (Exception e)
        {
            Log.Failed(_logger, e);
        }
    }

    private void LookAtTrials()
    {
        // Where a model is being verified, the next look sees to it.
        if (!_turn.Wait(0)) return;
        try
        {
            TryOnDisk(_watch.Look);
            TryOnDisk(_sets.Look);
            TryOnDisk(_settling.Look);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void TryOnDisk(Action action)
    {
        try
        {
            action();
            _diskFault = null;
        }
        catch (IOException e)
        {
            if (_diskFault is null) Log.DiskFault(_logger, e.Message);
            _diskFault = e.Message;
        }
        catch (Exception e)
        {
            // A defect here must not stop the readings.
            Log.Failed(_logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5011, LogLevel.Error, "The model repository cannot be written to, and is tried again: {Why}")]
        public static partial void DiskFault(ILogger logger, string why);

        [LoggerMessage(5012, LogLevel.Error, "A model update failed in a way that it should not")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
