using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Ingest;

namespace EdgeAppliance.Tests.Ingest;

public class SourceAccumulatorTests
{
    private static readonly ChannelSet Temp = new("temp");

    [Fact]
    public async Task TryAdd_WhileAGroupIsStored_MergesTheNextIntoOneBatchAndTask()
    {
        var store = new HeldStore();
        using var accumulator = new SourceAccumulator("pump", store.Append);
        var device = new DeviceStream("pump", "7");
        var first = Add(accumulator, device, 0);
        await store.AppendedAsync();
        var second = Add(accumulator, device, 1);
        var third = Add(accumulator, device, 2);
        Assert.NotSame(first, second);
        Assert.Same(second, third);
        Assert.False(first.IsCompleted);
        store.Commit();
        await first;
        await store.AppendedAsync();
        Assert.False(second.IsCompleted);
        store.CommitAlways();
        await second;
        Assert.Equal(2, store.Appends);
        Assert.Equal([1.0, 2.0], store.Batches[1].Column(0).ToArray());
        Assert.Equal(("pump", "7"), (store.Batches[1].Source, store.Batches[1].Device));
    }

    [Fact]
    public async Task TryAdd_ChannelsChange_KeepsTheDevicesOrder()
    {
        var store = new HeldStore();
        using var accumulator = new SourceAccumulator("pump", store.Append);
        var device = new DeviceStream("pump", "7");
        var first = Add(accumulator, device, 0);
        await store.AppendedAsync();
        var other = new ChannelSet("level");
        accumulator.TryAdd(device, Temp, 1, [1], out _);
        accumulator.TryAdd(device, other, 2, [2], out _);
        accumulator.TryAdd(device, Temp, 3, [3], out var last);
        store.CommitAlways();
        await first;
        await last;
        Assert.Equal([0, 1, 2, 3], store.Batches.Select(b => b.TimesUs[0]));
    }

    [Fact]
    public async Task TryAdd_GroupFull_TakesNothingUntilTheNextGroup()
    {
        var store = new HeldStore();
        using var accumulator = new SourceAccumulator("pump", store.Append, rowsMax: 2);
        var device = new DeviceStream("pump", "7");
        _ = Add(accumulator, device, 0);
        await store.AppendedAsync();
        _ = Add(accumulator, device, 1);
        _ = Add(accumulator, device, 2);
        Assert.False(accumulator.TryAdd(device, Temp, 3, [3], out var again));
        Assert.False(again.IsCompleted);
        store.CommitAlways();
        await again;
        Assert.True(accumulator.TryAdd(device, Temp, 3, [3], out var stored));
        await stored;
        Assert.Equal(4, store.Rows);
    }

    [Fact]
    public async Task TryAdd_StoreFails_FaultsThatGroupAlone()
    {
        var store = new HeldStore();
        using var accumulator = new SourceAccumulator("pump", store.Append);
        var device = new DeviceStream("pump", "7");
        var first = Add(accumulator, device, 0);
        await store.AppendedAsync();
        store.Fail();
        await Assert.ThrowsAsync<IOException>(() => first);
        var second = Add(accumulator, device, 1);
        await store.AppendedAsync();
        store.CommitAlways();
        await second;
    }

    [Fact]
    public async Task Dispose_ReadingsLeft_StoresThem()
    {
        var store = new HeldStore(held: false);
        var accumulator = new SourceAccumulator("pump", store.Append);
        var device = new DeviceStream("pump", "7");
        var added = Enumerable.Range(0, 1000).Select(i => Add(accumulator, device, i)).ToArray();
        accumulator.Dispose();
        await Task.WhenAll(added);
        Assert.Equal(1000, store.Rows);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (double)i), store.Batches.SelectMany(b => b.Column(0).ToArray()));
        Assert.Throws<ObjectDisposedException>(() => { _ = Add(accumulator, device, 0); });
    }

    private static Task Add(SourceAccumulator accumulator, DeviceStream device, double value)
    {
        Assert.True(accumulator.TryAdd(device, Temp, (long)value, [value], out var stored));
        return stored;
    }
}
