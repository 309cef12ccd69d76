using System.Globalization;
using EdgeAppliance.Bundles;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Shelf;

namespace EdgeAppliance.Daemon.Updates.Slots;

/// <summary>Installs systems: 1 note that one is to be installed; 2 ask the image for that; 3 once it is, and where nothing speaks against it any more, ask
/// for a restart; 4 what runs afterwards is on trial until the image marks its slot good; 5 what runs in its place says why it was given up. The
/// shelf's file says how far it is, and the image's what it has done: a kill between any two steps goes on with the next look. Any thread.</summary>
internal sealed partial class SystemUpdates : IAsyncDisposable
{
    public const int InterruptionsMax = 3;

    private const string NotHere = "It is not for this device: it is a version of the image, and this appliance does not run from one.";
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(5);

    /// <summary>A restart that was asked for and did not come is asked for again.</summary>
    private static readonly TimeSpan s_restartsWithin = TimeSpan.FromMinutes(5);

    /// <summary>The image begins at once; where it does not, a person should know.</summary>
    private static readonly TimeSpan s_beginsWithin = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly BundleShelf _shelf;
    private readonly ImageState? _image;
    private readonly SystemSurroundings _around;
    private readonly SlotRequest _request;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private ITimer? _timer;

    // Under the lock.
    private (string Id, long At)? _unanswered;
    private (string Id, long At)? _restart;
    private string? _waits;
    private string? _fault;

    private volatile IReadOnlyList<HealthCondition> _conditions = [];

    /// <param name="image">Null where the appliance does not run on the image.</param>
    public SystemUpdates(BundleShelf shelf, ImageState? image, SystemSurroundings around, TimeProvider time, ILogger logger)
    {
        (_shelf, _image, _around, _time, _logger) = (shelf, image, around, time, logger);
        _request = new SlotRequest(around.StateDirectory);
    }

    public IReadOnlyList<HealthCondition> Conditions => _conditions;

    private ShelfEntry? UnderWay => _shelf.Entries.FirstOrDefault(entry => entry is { Kind: BundleKind.System, State: InstallState.Verifying or InstallState.Trial });

    public void Start()
    {
        if (_image is null) return;
        Look();
        _timer = _time.CreateTimer(_ => Look(), null, s_lookEvery, s_lookEvery);
    }

    /// <returns>Why a system is nothing for this device; null where it is, or where it is another kind of bundle.</returns>
    public string? WhyNot(BundleManifest manifest)
    {
        if (manifest.Kind != BundleKind.System) return null;
        if (_image is not { } image) return NotHere;
        if (manifest.Board != image.Board) return $"It is not for this device: it is made for {manifest.Board}, and this is {image.Board}.";
        if (VersionOrder.Instance.Compare(manifest.Version, image.Version) < 0) return $"It is older than {image.Version}, which runs.";
        return _around.Lacks(manifest.Provides);
    }

    /// <summary>A repository has versions of the system by that name: what runs is one of them.</summary>
    public void Offered(string name)
    {
        lock (_lock)
        {
            if (_image is not { } image || UnderWay is not null || _shelf.Current(name)?.Version == image.Version) return;
            try
            {
                _shelf.Begin(new BundleManifest { Kind = BundleKind.System, Name = name, Version = image.Version }, InstallState.Committed, null, TimeSpan.Zero, []);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Then an installation cannot be noted either.
            }
        }
    }

    /// <param name="bundle">Whose files are moved from where they lie.</param>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public InstallResult Install(BundleFolder bundle)
    {
        var (name, version) = (bundle.Manifest.Name, bundle.Manifest.Version);
        lock (_lock)
        {
            if (_image is not { } image) return new InstallResult(null, NotHere);
            if (UnderWay is { } other) return new InstallResult(null, $"{other.Name} {other.Version} is under way; install {version} once that has ended.");
            if (version == image.Version) return new InstallResult(null, $"{name} {version} runs already.");
            if (_shelf.Entries.FirstOrDefault(entry => entry.Name == name && entry.Version == version && entry.State == InstallState.RolledBack) is { } failed)
                return new InstallResult(null, $"{name} {version} was given up on this appliance: {failed.Reason} Install another version.");
            if (SystemFile.WhyNot(bundle) is { } wrong)
            {
                _shelf.Begin(bundle.Manifest, InstallState.Refused, wrong, TimeSpan.Zero, []);
                return new InstallResult(null, wrong) { IsBundlesFault = true };
            }
            _shelf.Place(bundle, moves: true);
            var begun = _shelf.Begin(bundle.Manifest, InstallState.Verifying, null, TimeSpan.Zero, []); // 1
            Look();
            return new InstallResult(BundleDoor.Page(begun), null);
        }
    }

    /// <summary>Goes on with what is under way.</summary>
    public void Look()
    {
        lock (_lock)
        {
            string? before = _fault;
            (_waits, _fault) = (null, null);
            try
            {
                if (_image is { } image) Step_NeedsLock(image);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (before is null) Log.Failed(_logger, e.Message);
                _fault = $"The update of the system does not go on: {e.Message}";
            }
            _conditions = [.. Told_NeedsLock()];
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null) await _timer.DisposeAsync();
    }

    private IEnumerable<HealthCondition> Told_NeedsLock()
    {
        if (_waits is { } wait) yield return new HealthCondition("system.update-waits", HealthSeverity.Info, "system", wait, "It goes on by itself.");
        if (_fault is { } fault) yield return new HealthCondition("system.update-stuck", HealthSeverity.Warning, "system", fault, "See 'journalctl -u edge-system-update'; it is tried again by itself.");
    }

    private void Step_NeedsLock(ImageState image)
    {
        var outcome = image.Outcome;
        if (UnderWay is not { } entry)
        {
            Clear_NeedsLock(image, outcome);
            return;
        }
        var mine = outcome?.Id == IdOf(entry) ? outcome : null;
        if (mine is not null) _unanswered = null;
        if (image.Version == entry.Version) Runs(entry, image); // 4
        else if (entry.State == InstallState.Trial) End(entry, InstallState.RolledBack, WhyGivenUp(entry, image)); // 5
        else if (mine?.State is SlotStage.Refused) End(entry, InstallState.Refused, mine.Reason);
        else if (mine?.State is SlotStage.Interrupted or SlotStage.Dropped) Interrupt(entry, mine.Reason);
        else if (Manifest(entry, out string? gone) is not { } manifest) Interrupt(entry, gone!);
        else if (mine?.State is SlotStage.Installed or SlotStage.Restarting) IsInstalled_NeedsLock(entry, manifest, image, mine);
        else AskToInstall_NeedsLock(entry, manifest, mine); // 2
    }

    /// <summary>What was ended here before it ran must not run at a restart either.</summary>
    private void Clear_NeedsLock(ImageState image, SlotOutcome? outcome)
    {
        _unanswered = null;
        if (outcome is { State: SlotStage.Installed or SlotStage.Restarting } left && left.Boot == image.Boot && left.Version != image.Version) _request.Ask(left.Id, "drop", left.Version, "");
        else _request.Withdraw();
    }

    private void AskToInstall_NeedsLock(ShelfEntry entry, BundleManifest manifest, SlotOutcome? mine)
    {
        string id = IdOf(entry);
        _request.Ask(id, "install", entry.Version, $"bundles/{entry.Name}/{entry.Version}/{manifest.File}");
        if (mine is not null) return;
        if (_unanswered?.Id != id) _unanswered = (id, _time.GetTimestamp());
        if (_time.GetElapsedTime(_unanswered.Value.At) >= s_beginsWithin) _fault = $"{entry.Name} {entry.Version} is here, and the image has not begun to install it.";
    }

    private void IsInstalled_NeedsLock(ShelfEntry entry, BundleManifest manifest, ImageState image, SlotOutcome outcome)
    {
        // The image forgets what was given up before when it begins to install.
        if (outcome.Boot != image.Boot || image.GivenUp is not null) End(entry, InstallState.RolledBack, WhyGivenUp(entry, image)); // 5
        else if (_around.WhyNever(entry.Name, entry.Version) is { } never) End(entry, InstallState.Interrupted, $"It did not run, as {never}.");
        else if (_around.WhyWait(entry.Name, entry.Version) is { } wait) _waits = $"{entry.Name} {entry.Version} is installed in the other slot, and runs from a restart on, which waits: {wait}.";
        else if (_around.Lacks(manifest.Provides) is { } lacking) End(entry, InstallState.Refused, lacking);
        else AskToRestart_NeedsLock(entry, outcome); // 3
    }

    private void AskToRestart_NeedsLock(ShelfEntry entry, SlotOutcome outcome)
    {
        bool isAsked = _restart is { } last && last.Id == outcome.Id && _time.GetElapsedTime(last.At) < s_restartsWithin;
        if (isAsked && outcome.State == SlotStage.Restarting) return;
        // The image may have taken it away with the request before.
        _request.Ask(outcome.Id, "restart", entry.Version, "");
        if (isAsked) return;
        _restart = (outcome.Id, _time.GetTimestamp());
        Log.Restarts(_logger, entry.Name, entry.Version);
    }

    private void Runs(ShelfEntry entry, ImageState image)
    {
        if (image.IsGood) End(entry, InstallState.Committed, null);
        else if (entry.State != InstallState.Trial) _shelf.Change(entry.Id, trial => trial with { State = InstallState.Trial, EndsAt = _time.GetUtcNow() });
    }

    private static string WhyGivenUp(ShelfEntry entry, ImageState image) =>
        image.GivenUp is { } given && (given.Version == entry.Version || given.Version.Length == 0) && given.Reason.Length > 0
            ? given.Reason
            : $"the board runs {image.Version} again, and nothing says why";

    /// <summary>It comes again; only what is interrupted again and again is given up.</summary>
    private void Interrupt(ShelfEntry entry, string reason)
    {
        int before = _shelf.Entries.Count(other => other.Name == entry.Name && other.Version == entry.Version && other.State == InstallState.Interrupted);
        End(entry, before + 1 >= InterruptionsMax ? InstallState.Refused : InstallState.Interrupted, reason);
    }

    private void End(ShelfEntry entry, InstallState state, string? reason)
    {
        _shelf.Change(entry.Id, ended => ended with { State = state, Reason = reason, EndsAt = _time.GetUtcNow() });
        Log.Ended(_logger, entry.Name, entry.Version, state, reason ?? "its slot is good");
    }

    private BundleManifest? Manifest(ShelfEntry entry, out string? gone)
    {
        try
        {
            gone = null;
            return BundleFolder.Open(_shelf.FolderOf(entry)).Manifest;
        }
        catch (BundleException e)
        {
            gone = e.Message;
            return null;
        }
    }

    /// <summary>Of a shelf that was lost, numbers begin anew.</summary>
    private static string IdOf(ShelfEntry entry) => string.Create(CultureInfo.InvariantCulture, $"{entry.Id}-{entry.StartedAt.ToUnixTimeMilliseconds()}");

    private static partial class Log
    {
        [LoggerMessage(5061, LogLevel.Information, "The system {Name} {Version} is installed; the board starts anew")]
        public static partial void Restarts(ILogger logger, string name, string version);

        [LoggerMessage(5062, LogLevel.Warning, "The update of the system to {Name} {Version} has ended: {State}: {Why}")]
        public static partial void Ended(ILogger logger, string name, string version, InstallState state, string why);

        [LoggerMessage(5063, LogLevel.Error, "The update of the system does not go on, and is tried again: {Why}")]
        public static partial void Failed(ILogger logger, string why);
    }
}
