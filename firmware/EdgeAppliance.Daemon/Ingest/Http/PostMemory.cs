using System.Collections.Concurrent;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Remembers the keys of a source's last posts, so that one that is sent again counts once, crash or not. The keys are stored in the
/// transaction of the readings that came with them, in pages of which only the last one or two are written again.</summary>
/// <param name="store">Null where a crash may cost readings anyway: then keys are known until the daemon ends.</param>
/// <param name="handedOver">Done once the source that this one's source replaces has stored what it took.</param>
internal sealed class PostMemory(IStore? store, string source, ReadingSink sink, Task handedOver)
{
    public const int KeysMax = PostPage.KeysMax * Pages;
    private const int Pages = 32;

    private readonly ConcurrentDictionary<UInt128, PostMark> _known = new();
    private readonly Lock _loading = new();
    private volatile bool _loaded = store is null;

    // The accumulator's thread's; until it is loaded, whose lock is held.
    private readonly PostPage?[] _pages = new PostPage[Pages];
    private PostPage _open = new(0, []);

    /// <summary>The name under which the store keeps a page.</summary>
    public static string PipelineOf(string source, int page) => $"posts/{source}/{page}";

    /// <summary>Keys that are stored or on their way.</summary>
    public int Count => _known.Count;

    /// <returns>False where the store cannot be read yet.</returns>
    public bool TryLoad()
    {
        if (_loaded) return true;
        if (!handedOver.IsCompleted) return false;
        lock (_loading)
        {
            try
            {
                if (!_loaded) Load();
                return _loaded = true;
            }
            catch (Exception)
            {
                // Whatever it is, the store says so itself; until it is mended nothing is stored.
                return false;
            }
        }
    }

    /// <summary>Marks a post as on its way, unless it is known.</summary>
    /// <param name="stored">Done with its storing; where that fails, <see cref="Forget"/> must be called first.</param>
    /// <returns>What is known of it; null where it is new.</returns>
    public PostMark? Begin(in PostKey key, Task stored)
    {
        var mark = new PostMark(key, stored);
        var found = _known.GetOrAdd(key.Id, mark);
        return ReferenceEquals(found, mark) ? null : found;
    }

    /// <summary>Its readings could not be stored: when it comes again it is new.</summary>
    public void Forget(in PostKey key) => _known.TryRemove(key.Id, out _);

    /// <summary>A <see cref="KeyedSink"/>. One thread at a time calls it.</summary>
    public async Task Store(IReadOnlyList<ReadingBatch> batches, IReadOnlyList<PostKey> keys)
    {
        var before = _open;
        var all = Write(keys);
        // More than are kept at all: the first of them are forgotten right away.
        var written = all.Count > Pages ? all[^Pages..] : all;
        try
        {
            if (store is null) await Task.WhenAll(batches.Select(batch => sink(batch))).ConfigureAwait(false);
            else await store.Append(batches, written.ConvertAll(page => new PipelineCommit(PipelineOf(source, page.Slot(Pages)), 0, [], page.ToBytes()))).ConfigureAwait(false);
        }
        catch
        {
            _open = before;
            throw;
        }
        foreach (var page in written) Keep(page);
        foreach (var page in all[..^written.Count])
            foreach (var key in page.Keys) Forget(key);
    }

    /// <summary>Pages do not change, so that one whose storing failed is as good as never made.</summary>
    private List<PostPage> Write(IReadOnlyList<PostKey> keys)
    {
        var written = new List<PostPage>();
        for (int at = 0; at < keys.Count;)
        {
            if (_open.IsFull) _open = new PostPage(_open.Number + 1, []);
            int count = Math.Min(keys.Count - at, PostPage.KeysMax - _open.Keys.Count);
            _open = new PostPage(_open.Number, [.. _open.Keys, .. keys.Skip(at).Take(count)]);
            written.Add(_open);
            at += count;
        }
        return written;
    }

    private void Keep(PostPage page)
    {
        int slot = page.Slot(Pages);
        if (_pages[slot] is { } old && old.Number != page.Number)
            foreach (var key in old.Keys) _known.TryRemove(key.Id, out _);
        _pages[slot] = page;
    }

    private void Load()
    {
        for (int slot = 0; slot < Pages; slot++)
        {
            if (store!.Progress(PipelineOf(source, slot))?.Snapshot is not { } stored || PostPage.Read(stored) is not { } page) continue;
            _pages[slot] = page;
            foreach (var key in page.Keys) _known.TryAdd(key.Id, new PostMark(key, Task.CompletedTask));
            if (page.Number >= _open.Number) _open = page;
        }
    }
}
