using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox;
using EdgeAppliance.Storage.Outbox.Limits;
using EdgeAppliance.Tests.Storage.Outbox;
using EdgeAppliance.Tests.Storage.Outbox.Limits;
using static EdgeAppliance.Tests.Storage.Outbox.StoreBench;

namespace EdgeAppliance.Tests.Storage.Disks;

public sealed class DiskTroubleTests
{
    [MountFact]
    public void Append_DiskIsFull_AcknowledgesNothingThatIsNotStoredAndGoesOn()
    {
        using var disk = new SmallDisk(8);
        disk.Fill(4 << 20);
        using var bench = On(disk, options => options with { FreeBytesMin = 0 });
        long stored = AppendUntilRefused(bench, 0);
        Assert.True(stored > 10_000, $"only {stored} readings fit");
        Assert.False(bench.Store.Status.IsOpen);
        Assert.Equal("store.disk", Assert.Single(bench.Store.Conditions).Code);
        Assert.Contains("No space left", bench.Store.Conditions[0].Text);
        Assert.NotNull(Failure(bench.Store.Append(Batch(stored, 100))));

        disk.MakeRoom();
        bench.TickUntil(() => bench.Store.Conditions.Count == 0);
        Assert.True(bench.Store.Status.IsOpen);
        bench.Append(stored, 100);
        bench.Reopen();
        Assert.Equal(Run(0, (int)stored + 100), bench.Readings().Select(reading => (long)reading.Value));
    }

    /// <summary>The limit keeps the disk from filling up at all.</summary>
    [MountFact]
    public void Commit_DiskBelowItsReserve_DropsInsteadOfFailing()
    {
        using var disk = new SmallDisk(64);
        using var bench = On(disk, options => options);
        for (int i = 0; i < 400; i++)
        {
            bench.Fill(Normal, 1 + 50 * i, 1, 50, dataBytes: 4000);
            bench.Time.Advance(TimeSpan.FromMilliseconds(300));
        }
        bench.Tick(TimeSpan.FromSeconds(2));
        Assert.StartsWith("The disk has", bench.Store.Conditions.Single(condition => condition.Code == "outbox.full").Text);
        Assert.DoesNotContain(bench.Store.Conditions, condition => condition.Code == "store.disk");
        var taken = bench.Taken(Normal);
        Assert.Equal(20_000, taken[^1].Sequence);
        Assert.Equal((1, taken[1].Sequence - 1), (ToldGap.Of(taken[0]).First, ToldGap.Of(taken[0]).Last));
    }

    [MountFact]
    public void Open_DiskIsReadOnly_SaysSoAndComesUpByItself()
    {
        using var disk = new SmallDisk(8);
        using var bench = On(disk, options => options);
        bench.Append(0, 100);
        bench.Store.Dispose();
        disk.Remount(readOnly: true);
        bench.Reopen();
        Assert.Contains("Read-only", Assert.Single(bench.Store.Conditions).Text);
        Assert.NotNull(Failure(bench.Store.Append(Batch(100, 1))));
        Assert.Throws<IOException>(() => bench.Store.Progress("p"));
        for (int i = 0; i < 5; i++) bench.Tick(TimeSpan.FromMinutes(1));
        Assert.False(Directory.Exists(Path.Combine(disk.FullName, "quarantine")), "a disk that cannot be written is not damage");

        disk.Remount(readOnly: false);
        bench.TickUntil(() => bench.Store.Conditions.Count == 0);
        Assert.True(bench.Store.Status.IsOpen);
        bench.Append(100, 1);
        Assert.Equal(Run(0, 101), bench.Readings().Select(reading => (long)reading.Value));
    }

    [MountFact]
    public void Open_DamagedOnAFullDisk_BeginsAnewOnceThereIsRoom()
    {
        using var disk = new SmallDisk(8);
        using var bench = On(disk, options => options with { FreeBytesMin = 0 });
        bench.Fill(Normal, 1, 40, 50);
        bench.Damage((data, log) =>
        {
            File.Delete(Path.Combine(disk.FullName, "outbox.log"));
            disk.Fill((int)new DriveInfo(disk.FullName).AvailableFreeSpace);
        });
        for (int i = 0; i < 3; i++) bench.Tick(TimeSpan.FromMinutes(1));
        Assert.Contains(bench.Store.Conditions, condition => condition.Code == "store.disk");
        disk.MakeRoom();
        bench.WaitUntilSaved();
        Assert.Equal(Run(1, 2000), bench.Sequences(Normal).Where(sequence => sequence < 10_000));
    }

    private static StoreBench On(SmallDisk disk, Func<LiteStoreOptions, LiteStoreOptions> configure) =>
        new(options => configure(options with { Disk = new KernelDisk(disk.FullName) }));

    private static long AppendUntilRefused(StoreBench bench, long from)
    {
        for (; ; from += 100)
        {
            if (Failure(bench.Store.Append(Batch(from, 100))) is not { } failure) continue;
            Assert.IsAssignableFrom<IOException>(failure);
            Assert.IsNotType<OutboxFullException>(failure);
            return from;
        }
    }

    private static Exception? Failure(Task task)
    {
        Assert.True(((IAsyncResult)task).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(20)));
        return task.Exception?.InnerException;
    }
}
