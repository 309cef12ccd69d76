using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Mqtt;
using EdgeAppliance.Storage.Blobs;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Ingest.Mqtt;

/// <summary>QoS 2 over a new connection, while the store does not have yet what the one before led to.</summary>
public sealed class MqttUnstoredTests
{
    [Fact]
    public void Queue_ReleasedButNotStored_IsNotTold()
    {
        var queue = new MqttQueue(new MqttBudget(), 0);
        var (first, second) = (Delivery(), Delivery());
        Assert.True(queue.TryAdd(first, new MqttBrokerOptions()));
        Assert.True(queue.TryAdd(second, new MqttBrokerOptions()));
        Assert.True(queue.TryNext(10, out _));
        var stored = new TaskCompletionSource();
        (first.IsReleased, first.Released) = (true, stored.Task);

        queue.Rest();
        Assert.False(queue.HasNext(10));
        Assert.False(queue.TryNext(10, out _));

        stored.SetResult();
        Assert.True(queue.TryNext(10, out var next));
        Assert.Same(first, next);
        Assert.True(queue.TryNext(10, out next));
        Assert.Same(second, next);
    }

    /// <summary>The drop before may have failed: the answer waits until the store has forgotten the packet id all the same.</summary>
    [Fact]
    public async Task Forget_PacketIdThatIsNotKnown_WaitsForTheStore()
    {
        using var folder = new TemporaryFolder();
        using var store = new BlobStore(new KernelDisk(folder.FullName), "sessions", NullLogger.Instance);
        store.Load((_, _) => { });
        var session = new MqttSession("c", 1, new MqttState(store, TimeProvider.System), new MqttCounters()) { ExpirySeconds = 60, IsStored = true };

        Assert.False(session.Forget(5, out var dropped));

        Assert.NotSame(Task.CompletedTask, dropped);
        await dropped;
    }

    private static MqttDelivery Delivery() => new(new MqttMessage("t", [1], 2), 2, retain: false);
}
