using System.Globalization;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Storage.Documents;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Storage.Outbox.Salvage;

/// <summary>What becomes of a damaged store: 1 its files are moved into quarantine; 2 a new store takes over what pipelines start from;
/// 3 in between other work its records are put back into their lanes, which readers see when each is done. After a power cut in
/// between it begins again.</summary>
/// <remarks>The store's thread's.</remarks>
internal sealed partial class Rescue(LiteStoreOptions options, StoreContents contents, BlobSeal seal, StoreHealth health, StoreSurroundings around) : IDisposable
{
    private const string Code = "store.quarantined";
    private const int PagesAtOnce = 512;
    private const int ToldMax = 8;

    /// <summary>So often in a row LiteDB may fail at what is put back.</summary>
    private const int FailuresMax = 10;

    private readonly Quarantine _quarantine = new(options, around.Time);
    private KnownBefore _known = KnownBefore.Nothing;
    private string _why = "";
    private string _folder = "";
    private long _readings;
    private long _records;
    private readonly List<string> _acknowledged = [];
    private bool _paused;
    private long _pausedAt;

    // Of the folder that records are put back from.
    private readonly Queue<string> _waiting = new();
    private OldStore? _old;
    private bool _isLookedThrough;
    private Requeue? _requeue;
    private int _failures;

    /// <summary>True where <see cref="Advance"/> has something to do.</summary>
    public bool IsPending => _waiting.Count > 0 && (!_paused || around.Time.GetElapsedTime(_pausedAt) >= around.RetryMax);

    /// <summary>True where a new store has not taken over yet, which may take long.</summary>
    public bool TakeOverIsDue => _quarantine.Pending() is { Count: > 0 } pending && pending[^1] != _folder;

    /// <summary>True where the files are new ones that have not taken over yet: they hold nothing that is not in quarantine.</summary>
    public bool FilesAreNew => _quarantine.Pending() is { Count: > 0 } pending && _quarantine.IsMoved(pending[^1]) && !_quarantine.IsTaken(pending[^1]);

    /// <summary>1: moves the files, which must be closed, out of the way.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void SetAside(StoreFileNames files, string why)
    {
        EndRequeue();
        _waiting.Clear();
        _known = contents.Known();
        contents.Forget();
        _why = why;
        _folder = "";
        (_readings, _records) = (0, 0);
        _acknowledged.Clear();
        string folder = _quarantine.MoveIn(files);
        Log.SetAside(around.Logger, why, Quarantine.PathOf(folder));
        Tell(folder, "What can be saved is being looked for.");
    }

    /// <summary>2, and prepares 3. Called when the files are open and the contents loaded.</summary>
    /// <param name="restart">Replaces the files by new ones, and loads them.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Begin(DocumentStore documents, Action restart)
    {
        var pending = _quarantine.Pending();
        if (pending.Count == 0 || pending[^1] == _folder) return;
        if (contents.TakenOverFrom != pending[^1]) Take(documents, pending[^1], restart);
        _quarantine.MarkTaken(pending[^1]);
        Tell(pending[^1], "Its records are being put back.");
        _folder = pending[^1];
        _waiting.Clear();
        foreach (string folder in pending) _waiting.Enqueue(folder);
        contents.Lanes.Hide();
    }

    /// <summary>3: does a little more of it.</summary>
    /// <param name="commit">Runs a transaction; false where it failed.</param>
    /// <returns>True where lanes can be read that could not be before.</returns>
    public bool Advance(Func<Action<StoreTransaction>, bool> commit)
    {
        _paused = false;
        try
        {
            return Advance(_waiting.Peek(), commit);
        }
        catch (IOException e)
        {
            EndRequeue();
            _paused = true;
            _pausedAt = around.Time.GetTimestamp();
            Log.Paused(around.Logger, e.Message);
            return false;
        }
    }

    public void Dispose() => EndRequeue();

    private bool Advance(string folder, Func<Action<StoreTransaction>, bool> commit)
    {
        _old ??= Open(folder);
        if (!_isLookedThrough)
        {
            _isLookedThrough = !_old.Advance(PagesAtOnce);
            return false;
        }
        _requeue ??= new Requeue(_old, contents);
        if (!commit(_requeue.Advance))
        {
            // It is gone where the new store was found damaged just now.
            _requeue?.Repeat();
            if (_requeue is not null && ++_failures == FailuresMax) End(folder);
            return false;
        }
        _failures = 0;
        contents.PublishTouched();
        bool shown = false;
        foreach (var lane in _requeue.Confirm())
        {
            // A younger damaged store may have records for the same lane, which come behind these.
            if (_waiting.Count > 1) break;
            StoreLanes.Show(lane);
            shown = true;
        }
        if (_requeue.IsDone) End(folder);
        return shown || !IsPending;
    }

    private void Take(DocumentStore documents, string folder, Action restart)
    {
        // Something of an attempt that was cut short may be there; nobody has used it.
        restart();
        TakeOver take;
        try
        {
            take = Take(documents, folder);
        }
        catch (Exception e) when (e is not IOException and not OutOfMemoryException)
        {
            // Nothing that lies in a damaged file may keep the appliance from going on.
            Log.NotTaken(around.Logger, e.Message);
            restart();
            using var nothing = new OldStore(options.Disk, new StoreFileNames("nothing"), new StoreKey(options.Key));
            take = new TakeOver(nothing, seal, _known, around.Time.GetUtcNow());
            documents.Commit(work => take.Finish(work, folder));
        }
        documents.TryRead(contents, static (work, to) => to.Load(work));
        _readings = take.Readings;
        Log.TakenOver(around.Logger, take.Readings, take.NumbersFrom);
    }

    private TakeOver Take(DocumentStore documents, string folder)
    {
        using var old = Open(folder);
        while (old.Advance(PagesAtOnce)) around.Counters.OnMoved();
        var take = new TakeOver(old, seal, _known, around.Time.GetUtcNow());
        for (bool more = true; more;)
        {
            documents.Commit(work => more = take.CopyReadings(work));
            around.Counters.OnMoved();
        }
        documents.Commit(work => take.Finish(work, folder));
        return take;
    }

    private OldStore Open(string folder) =>
        new(options.Disk, _quarantine.Files(folder), new StoreKey(options.Key));

    private void End(string folder)
    {
        _records += _requeue!.Records;
        _acknowledged.AddRange(_requeue.Acknowledged);
        EndRequeue();
        _quarantine.Close(folder);
        _waiting.Dequeue();
        if (IsPending) return;
        contents.Lanes.ShowAll();
        Log.Ended(around.Logger, _records);
        Tell(folder, "All that could be was saved.");
    }

    private void EndRequeue()
    {
        _old?.Dispose();
        _old = null;
        _requeue = null;
        _failures = 0;
        _isLookedThrough = false;
    }

    private void Tell(string folder, string state)
    {
        string what = _why.Length > 0 ? $"The outbox was damaged: {_why} " : "The outbox was damaged before the last start. ";
        string counts = string.Create(CultureInfo.InvariantCulture, $"Its files are in '{Quarantine.PathOf(folder)}'; {_readings} readings and {_records} records were saved from them. {state}");
        string known = string.Join("; ", _acknowledged.Take(ToldMax));
        string numbers = contents.NumbersFrom > 0 ? string.Create(CultureInfo.InvariantCulture, $" Pipelines that lost readings number their records from {contents.NumbersFrom} on.") : "";
        health.Raise(new HealthCondition(Code, HealthSeverity.Warning, "outbox", what + counts + numbers + (known.Length > 0 ? $" Acknowledged is: {known}." : ""),
            "Look at the disk ('dmesg', 'smartctl'). Gap records tell of what is missing; what was on its way may arrive twice. Delete the folder when nobody needs it any more."));
    }

    private static partial class Log
    {
        [LoggerMessage(7005, LogLevel.Error, "The outbox is damaged: {Why} Its files are moved to {Folder}, and what can be is saved from them")]
        public static partial void SetAside(ILogger logger, string why, string folder);

        [LoggerMessage(7006, LogLevel.Warning, "A new outbox has taken over {Readings} readings. Pipelines that lost something number on from {NumbersFrom}; 0 is none")]
        public static partial void TakenOver(ILogger logger, long readings, long numbersFrom);

        [LoggerMessage(7008, LogLevel.Warning, "The damaged outbox cannot be read just now: {Why}")]
        public static partial void Paused(ILogger logger, string why);

        [LoggerMessage(7009, LogLevel.Error, "Nothing can be taken over from the damaged outbox: {Why}")]
        public static partial void NotTaken(ILogger logger, string why);

        [LoggerMessage(7007, LogLevel.Warning, "{Records} records of the damaged outbox are queued again")]
        public static partial void Ended(ILogger logger, long records);
    }
}
