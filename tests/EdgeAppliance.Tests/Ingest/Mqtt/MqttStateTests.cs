using EdgeAppliance.Daemon.Ingest.Mqtt;
using EdgeAppliance.Storage.Blobs;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Ingest.Mqtt;

public sealed class MqttStateTests
{
    private const int Sessions = 2000;

    /// <summary>A client's SUBSCRIBE is stored while somebody publishes to it, for which its packet ids are.</summary>
    [Fact]
    public void Keep_FromTwoThreads_TheNewestStays()
    {
        using var folder = new TemporaryFolder();
        using (var store = Open(folder))
        {
            var state = new MqttState(store, TimeProvider.System);
            var sessions = Enumerable.Range(1, Sessions).Select(number => new MqttSession($"c{number}", number, state, new MqttCounters()) { ExpirySeconds = 60 }).ToArray();
            int at = 0;
            var other = new Thread(() =>
            {
                while (Volatile.Read(ref at) is var now && now < Sessions) state.Keep(sessions[now]);
            });
            other.Start();
            foreach (var session in sessions)
            {
                Thread.Yield();
                session.TrySubscribe(new MqttSubscription(session, new MqttFilter("news", 1, 0), "news", null), 10, out _);
                state.Keep(session);
                Volatile.Write(ref at, at + 1);
            }
            other.Join();
        }
        using var again = Open(folder);
        var filters = new List<int>();
        again.Load((key, blob) => filters.Add(MqttStateFormat.ReadSession(key, blob).Filters.Count));
        Assert.Equal(Enumerable.Repeat(1, Sessions), filters);
    }

    [Fact]
    public void Keep_AfterItsEnd_StoresNothing()
    {
        using var folder = new TemporaryFolder();
        using (var store = Open(folder))
        {
            var state = new MqttState(store, TimeProvider.System);
            var session = new MqttSession("c", 1, state, new MqttCounters()) { ExpirySeconds = 60 };
            state.Keep(session);
            session.End();
            state.Keep(session);
        }
        using var again = Open(folder);
        var keys = new List<long>();
        again.Load((key, _) => keys.Add(key));
        Assert.Empty(keys);
    }

    private static BlobStore Open(TemporaryFolder folder) => new(new KernelDisk(folder.FullName), "sessions", NullLogger.Instance);
}
