using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Tests.Inference.Runtime;

public sealed class PoolTests
{
    [Fact]
    public async Task Rent_AllOut_WaitsForAReturn()
    {
        using var pool = new Pool<Item>([new Item()]);
        var first = pool.Rent()!;
        var second = Task.Run(pool.Rent);
        Assert.False(second.IsCompleted);
        pool.Return(first);
        Assert.Same(first, await second);
    }

    [Fact]
    public void Dispose_OneIsOut_DisposesItWhenItComesBack()
    {
        Item[] items = [new Item(), new Item()];
        var pool = new Pool<Item>(items);
        var rented = pool.Rent()!;
        pool.Dispose();
        Assert.Equal((1, false), (items.Count(item => item.Disposed), rented.Disposed));
        pool.Return(rented);
        Assert.True(rented.Disposed);
        Assert.Null(pool.Rent());
    }

    [Fact]
    public async Task Dispose_SomeoneWaits_GetsNothing()
    {
        var pool = new Pool<Item>([new Item()]);
        var rented = pool.Rent()!;
        var waiting = Task.Run(pool.Rent);
        pool.Dispose();
        Assert.Null(await waiting);
        pool.Return(rented);
    }

    private sealed class Item : IDisposable
    {
        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }
}
