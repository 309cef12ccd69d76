using System.Globalization;
using EdgeAppliance.Storage.Documents;
using LiteDB;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Storage.Blobs;

/// <summary>Blobs by number on stable storage, for what is small enough to be in memory too: it is read at the start, and from then on only
/// written. One thread writes; all that came while the disk synced goes with the next sync. It begins, and makes its files, with the first blob.</summary>
/// <remarks>Any thread puts and deletes. A blob that could not be stored is tried again as long as the store is there, though whoever
/// waits for it is told so at once.</remarks>
public sealed partial class BlobStore : IDisposable
{
    /// <summary>Of one blob; a larger one is not taken.</summary>
    public const int BlobBytesMax = JournalChanges.DocumentBytesMax - HeadBytesMax;

    /// <summary>What stands around a blob in its document.</summary>
    private const int HeadBytesMax = 64;

    private const string AsideFolder = "damaged";

    /// <summary>Damaged files that are kept to be looked at; those before them are deleted.</summary>
    private const int AsideMax = 4;

    private static readonly TimeSpan s_idleAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    private readonly IDisk _disk;
    private readonly DocumentStore _documents;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _filled = new(0, 1);
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private BlobGroup _group = new();
    private Thread? _thread;
    private bool _stopping;
    private bool _isFailing;

    /// <param name="name">What the names of its files begin with.</param>
    /// <param name="sizes">Of what lies before its data file; null for those that are usual.</param>
    public BlobStore(IDisk disk, string name, ILogger logger, StoreSizes? sizes = null)
    {
        _disk = disk;
        _logger = logger;
        _documents = new DocumentStore(disk, name) { Sizes = sizes ?? new StoreSizes() };
    }

    /// <summary>The last commit failed; what was to be stored waits.</summary>
    public bool IsFailing
    {
        get { lock (_lock) return _isFailing; }
    }

    /// <summary>Hands on all blobs in the order of their keys. Files that are damaged are moved aside, and there are none.</summary>
    /// <exception cref="IOException">The disk is full, read-only or broken.</exception>
    public void Load(Action<long, byte[]> onBlob)
    {
        if (!_documents.Files.All.Any(_disk.Exists)) return;
        try
        {
            _documents.Open();
            _documents.TryRead(onBlob, static (work, tell) => work.Scan(0, long.MaxValue, tell, static (document, tell) =>
            {
                if (document["b"].IsBinary) tell(document["_id"].AsInt64, document["b"].AsBinary);
                return true;
            }));
        }
        catch (StoreDamagedException e)
        {
            MoveAside(e);
        }
    }

    /// <returns>Done once it is on stable storage: one task for all that share a sync. Faulted where it could not be stored, or is larger
    /// than <see cref="BlobBytesMax"/>; then what was stored under its key stays.</returns>
    public Task Put(long key, byte[] blob) => blob.Length > BlobBytesMax ? TooLarge(blob) : Change(key, blob);

    /// <summary>Stores all of them or none: they share a sync.</summary>
    /// <inheritdoc cref="Put(long, byte[])"/>
    public Task Put(IReadOnlyList<KeyValuePair<long, byte[]>> blobs)
    {
        foreach (var (_, blob) in blobs)
            if (blob.Length > BlobBytesMax) return TooLarge(blob);
        lock (_lock)
        {
            foreach (var (key, blob) in blobs) _group.Changes[key] = blob;
            return Changed_NeedsLock();
        }
    }

    /// <inheritdoc cref="Put(long, byte[])"/>
    public Task Delete(long key) => Change(key, null);

    /// <summary>Returns once all is stored that can be.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_stopping) return;
            _stopping = true;
            Signal_NeedsLock();
        }
        _thread?.Join();
        Close();
        _documents.Dispose();
    }

    private static Task TooLarge(byte[] blob) => Task.FromException(new IOException($"It has {blob.Length} bytes, and at most {BlobBytesMax} can be stored."));

    private Task Change(long key, byte[]? blob)
    {
        lock (_lock)
        {
            _group.Changes[key] = blob;
            return Changed_NeedsLock();
        }
    }

    private Task Changed_NeedsLock()
    {
        if (_stopping) return Task.FromException(new ObjectDisposedException(nameof(BlobStore)));
        if (_thread is null)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "blobs" };
            _thread.Start();
        }
        Signal_NeedsLock();
        return _group.Stored.Task;
    }

    private void Signal_NeedsLock()
    {
        if (_filled.CurrentCount == 0) _filled.Release();
    }

    private void Run()
    {
        while (true)
        {
            bool idle = !_filled.Wait(IsFailing ? s_retryAfter : s_idleAfter);
            BlobGroup? group = null;
            bool stopping;
            lock (_lock)
            {
                stopping = _stopping;
                // What is empty now stays the one that changes go into, and is none of this thread's.
                if (_group.Changes.Count > 0) (group, _group) = (_group, new BlobGroup());
            }
            if (group is not null) Store(group);
            else if (idle) Checkpoint(idle: true);
            if (stopping) return;
        }
    }

    private void Store(BlobGroup group)
    {
        try
        {
            if (!_documents.IsOpen) _documents.Open();
            _documents.Commit(group.Apply);
            _documents.Checkpoint(idle: false);
        }
        catch (Exception e) when (e is IOException or StoreDamagedException)
        {
            Keep(group, e is StoreDamagedException damage ? TryMoveAside(damage) : e);
            return;
        }
        lock (_lock) _isFailing = false;
        group.Stored.SetResult();
    }

    private void Keep(BlobGroup group, Exception why)
    {
        bool begins;
        lock (_lock)
        {
            foreach (var (key, blob) in group.Changes) _group.Changes.TryAdd(key, blob);
            begins = !_isFailing;
            _isFailing = true;
        }
        if (begins) Log.NotStored(_logger, why.Message);
        group.Stored.SetException(new IOException($"It could not be stored: {why.Message}", why));
        // Not everybody waits for it.
        _ = group.Stored.Task.Exception;
    }

    private void Checkpoint(bool idle)
    {
        try
        {
            if (_documents.IsOpen) _documents.Checkpoint(idle);
        }
        catch (Exception e) when (e is IOException or StoreDamagedException)
        {
            // It is closed now, nothing is lost, and the next commit opens it again.
            Log.NotStored(_logger, e.Message);
        }
    }

    private void Close()
    {
        try
        {
            if (_documents.IsOpen) _documents.FlushAll();
        }
        catch (Exception e) when (e is IOException or StoreDamagedException)
        {
            Log.NotStored(_logger, e.Message);
        }
    }

    /// <returns>Why nothing could be stored.</returns>
    private Exception TryMoveAside(StoreDamagedException damage)
    {
        try
        {
            MoveAside(damage);
            return damage;
        }
        catch (IOException e)
        {
            // The next commit finds them damaged again.
            return e;
        }
    }

    private void MoveAside(StoreDamagedException damage)
    {
        _documents.Close();
        var before = new List<int>();
        foreach (string folder in _disk.Folders(AsideFolder))
            if (int.TryParse(folder, NumberStyles.None, CultureInfo.InvariantCulture, out int old)) before.Add(old);
        before.Sort();
        for (int i = 0; i <= before.Count - AsideMax; i++) _disk.Delete($"{AsideFolder}/{before[i]}");
        int number = before.Count == 0 ? 1 : before[^1] + 1;
        foreach (string file in _documents.Files.All)
            if (_disk.Exists(file)) _disk.Move(file, $"{AsideFolder}/{number}/{file}");
        Log.Damaged(_logger, $"{AsideFolder}/{number}", damage.Message);
    }

    private static partial class Log
    {
        [LoggerMessage(2301, LogLevel.Error, "Could not be stored, and is tried again: {Reason}")]
        public static partial void NotStored(ILogger logger, string reason);

        [LoggerMessage(2302, LogLevel.Error, "The files are damaged and moved to {Folder}; it begins anew: {Reason}")]
        public static partial void Damaged(ILogger logger, string folder, string reason);
    }
}
