using CsCheck;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Ingest;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Ingest;

public sealed class KeyMemoryTests
{
    [Fact]
    public void Take_ResendsLostAcknowledgementsAndCrashes_StoresEachReadingOnce() =>
        Gen.Int.Sample(seed =>
        {
            var run = new KeyedDevice(new Random(seed), failures: false);
            run.Play(200);
            Assert.Equal(run.Sent, run.Store.Keys);
        }, iter: 2000);

    [Fact]
    public void Take_StoreFailsToo_LosesNothing() =>
        Gen.Int.Sample(seed =>
        {
            var run = new KeyedDevice(new Random(seed), failures: true);
            run.Play(200);
            Assert.Equal(run.Sent, run.Store.Keys.Distinct().Order());
        }, iter: 2000);

    [Fact]
    public void Take_FailsAgainBeforeALaterOneIsStored_IsNotTakenForStored()
    {
        var keys = new DeviceKeys();
        var failed = Task.FromException(new IOException("The disk is full."));
        foreach (double key in (double[])[6, 8, 9]) Send(key, failed);
        Send(6, failed);
        Send(8, Task.CompletedTask);
        Assert.False(WasTaken(6));
        Send(6, Task.CompletedTask);
        Send(9, Task.CompletedTask);
        Assert.True(WasTaken(6) && WasTaken(9));

        void Send(double key, Task stored)
        {
            Assert.False(WasTaken(key));
            lock (keys.Lock) keys.Take_NeedsLock(key, stored);
        }

        bool WasTaken(double key)
        {
            lock (keys.Lock) return keys.WasTaken_NeedsLock(key, out _);
        }
    }

    [Fact]
    public void Take_FailedReadingComesAgain_IsStored()
    {
        var store = new KeyedStore { AppendsFail = true };
        var device = new KeyedDevice(new Random(1), store);
        device.Send(5, 6);
        device.Flush();
        store.AppendsFail = false;
        device.Send(7);
        device.Flush();
        device.Crash();
        device.Send(5, 7, 6, 5);
        device.Flush();
        Assert.Equal([7, 5, 6], store.Keys);
    }

    [Fact]
    public void Append_FailureCannotBeNoted_RefusesUntilItIs()
    {
        var store = new KeyedStore { AppendsFail = true };
        var device = new KeyedDevice(new Random(1), store);
        device.Send(5);
        device.Flush();
        (store.AppendsFail, store.CommitsFail) = (false, true);
        device.Send(6);
        device.Flush();
        Assert.Empty(store.Keys);
        store.CommitsFail = false;
        device.Send(7, 5, 6);
        device.Flush();
        Assert.Equal([7, 5, 6], store.Keys);
    }

    [Fact]
    public void Of_StoreNotOpenYet_KnowsNothing()
    {
        var store = new KeyedStore { IsClosed = true };
        using var keys = new KeyMemory(store, "pump", "seq", new FakeTimeProvider());
        Assert.Null(keys.Of("7"));
        store.IsClosed = false;
        Assert.NotNull(keys.Of("7"));
    }

    [Fact]
    public void Timer_SourceIsSilent_LetsTheStoreTrimOthersReadings()
    {
        var time = new FakeTimeProvider();
        var store = new KeyedStore();
        using var keys = new KeyMemory(store, "pump", "seq", time);
        var other = ReadingBatch.Rent("board", "board", new ChannelSet("cpu"), 8);
        for (int i = 0; i < 8; i++) other.AddRow(i);
        store.Append(other);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(8, store.TrimmedTo);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, store.Commits);
    }

    [Fact]
    public void Stuck_DeviceCountsAnew_IsNamed()
    {
        var store = new KeyedStore();
        var device = new KeyedDevice(new Random(1), store);
        device.Send(1_000_000);
        device.Flush();
        for (int i = 0; i < 999; i++) device.Send(i);
        Assert.Null(device.Keys.Stuck);
        device.Send(1000);
        Assert.Equal("7", device.Keys.Stuck);
        device.Send(1_000_001);
        Assert.Null(device.Keys.Stuck);
    }
}
