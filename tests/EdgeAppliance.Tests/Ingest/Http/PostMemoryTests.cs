using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Http;

namespace EdgeAppliance.Tests.Ingest.Http;

public sealed class PostMemoryTests
{
    private readonly RowStore _store = new();

    [Fact]
    public async Task Store_MoreKeysThanAreKept_ForgetsTheOldest_AndARestartKnowsTheSame()
    {
        var memory = Memory();
        Assert.True(memory.TryLoad());
        const int posts = PostMemory.KeysMax + 3 * PostPage.KeysMax;
        for (int i = 0; i < posts; i += 50) await Take(memory, Enumerable.Range(i, Math.Min(50, posts - i)));
        var again = Memory();
        Assert.True(again.TryLoad());
        foreach (var known in new[] { memory, again })
        {
            Assert.InRange(known.Count, PostMemory.KeysMax - PostPage.KeysMax, PostMemory.KeysMax);
            Assert.Null(known.Begin(Key(0), Task.CompletedTask));
            Assert.NotNull(known.Begin(Key(posts - 1), Task.CompletedTask));
            Assert.NotNull(known.Begin(Key(posts - PostMemory.KeysMax + PostPage.KeysMax), Task.CompletedTask));
        }
    }

    [Fact]
    public async Task Store_MoreKeysAtOnceThanAreKept_ForgetsTheFirst()
    {
        var memory = Memory();
        Assert.True(memory.TryLoad());
        await Take(memory, [1]);
        const int posts = PostMemory.KeysMax + 3 * PostPage.KeysMax;
        await Take(memory, Enumerable.Range(2, posts));
        Assert.InRange(memory.Count, PostMemory.KeysMax - PostPage.KeysMax, PostMemory.KeysMax);
        Assert.NotNull(memory.Begin(Key(posts + 1), Task.CompletedTask));
        Assert.Null(memory.Begin(Key(1), Task.CompletedTask));
        Assert.Null(memory.Begin(Key(2), Task.CompletedTask));
    }

    /// <summary>As with an event without a reading next to one that is known: nothing would ever store it.</summary>
    [Fact]
    public async Task Take_NoReadingIsLeftForAKey_KeepsItNot()
    {
        var memory = Memory();
        using var intake = new ReadingIntake("plc", "http", _store.Append, null, TimeProvider.System) { Keyed = memory.Store };
        var device = new PostDevices(new HttpSourceOptions { Name = "plc" }).Find("pump")!;
        await Take(Key(1));
        for (int i = 0; i < 2; i++)
        {
            var taking = await Take(Key(1), Key(2) with { Rows = 0 });
            Assert.Equal((0, 1, 1), (taking.Accepted, taking.Repeated, memory.Count));
        }

        async Task<PostTaking> Take(params PostKey[] keys)
        {
            var rows = new RowBuffer();
            rows.Add(device, new ChannelSet("a"), 0, [1]);
            rows.Keys.AddRange(keys);
            var taking = await new PostTaker(intake, memory).Take(rows, default);
            await taking.Stored.WaitAsync(TimeSpan.FromSeconds(30));
            return taking;
        }
    }

    [Fact]
    public async Task Store_Fails_LeavesThePageAsItWas()
    {
        var memory = Memory();
        Assert.True(memory.TryLoad());
        await Take(memory, [1]);
        _store.Fails = true;
        await Assert.ThrowsAsync<IOException>(() => Take(memory, [2]));
        _store.Fails = false;
        await Take(memory, [3]);
        var again = Memory();
        Assert.True(again.TryLoad());
        Assert.Equal([false, true, false, true], Enumerable.Range(0, 4).Select(i => again.Begin(Key(i), Task.CompletedTask) is not null));
    }

    [Fact]
    public void Read_BrokenPage_IsNone()
    {
        byte[] page = new PostPage(7, [Key(1), Key(2)]).ToBytes();
        Assert.Equal([Key(1), Key(2)], PostPage.Read(page)!.Keys);
        Assert.Null(PostPage.Read(page.AsSpan(0, page.Length - 1)));
        page[0] = 2;
        Assert.Null(PostPage.Read(page));
    }

    private PostMemory Memory() => new(_store, "plc", _store.Append, Task.CompletedTask);

    private static async Task Take(PostMemory memory, IEnumerable<int> posts)
    {
        var keys = posts.Select(Key).ToList();
        foreach (var key in keys) Assert.Null(memory.Begin(key, Task.CompletedTask));
        await memory.Store([], keys);
    }

    private static PostKey Key(int number) => new((UInt128)(uint)number << 64 | 5, number, 1);
}
