using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Storage.Outbox;
using static EdgeAppliance.Tests.Storage.Outbox.StoreBench;

namespace EdgeAppliance.Tests.Storage.Outbox;

public sealed class LiteStoreTests
{
    [Fact]
    public void Append_ThenReopen_ReadsTheSameRows()
    {
        using var bench = new StoreBench();
        bench.Append(0, 5);
        bench.Append(5, 3, "other");
        bench.Reopen();
        Assert.Equal(Run(0, 8).Select(n => (n, (double)n)), bench.Readings());
        Assert.Equal(Run(6, 2).Select(n => (n, (double)n)), bench.Readings(6));
        bench.Append(8, 1);
        Assert.Equal(9, bench.Readings().Count);
    }

    [Fact]
    public void Append_Stored_ComesInOrderWithPositions()
    {
        using var bench = new StoreBench();
        var seen = new List<long>();
        bench.Store.Stored += batch => seen.Add(batch.FirstPosition);
        var tasks = Enumerable.Range(0, 50).Select(i => bench.Store.Append(Batch(i * 4, 4))).ToArray();
        Wait(Task.WhenAll(tasks));
        bench.Reopen();
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i * 4L), seen);
        Assert.True(bench.Store.Status.ReadingsKept == 200, "rows are missing");
    }

    [Fact]
    public void Append_WithNotes_SharesOneSyncAndIsThereAfterReopening()
    {
        using var bench = new StoreBench();
        bench.Append(0, 1);
        long syncs = bench.Store.Status.Syncs;
        Wait(bench.Store.Append([Batch(1, 2), Batch(3, 1, device: "other")], [new PipelineCommit("posts/s/0", 0, [], [7]), new PipelineCommit("posts/s/1", 0, [], [8])]));
        Assert.Equal(syncs + 1, bench.Store.Status.Syncs);
        bench.Reopen();
        Assert.Equal(Run(0, 4).Select(n => (n, (double)n)), bench.Readings());
        Assert.Equal([8], bench.Store.Progress("posts/s/1")!.Snapshot!);
        bench.Store.SetPipelines([]);
        bench.Append(4, 1);
        bench.Reopen();
        Assert.Equal([7], bench.Store.Progress("posts/s/0")!.Snapshot!);
    }

    [Fact]
    public void Append_BatchOfManyDocuments_ReadsBackWhole()
    {
        using var bench = new StoreBench();
        bench.Append(0, 20_000);
        Assert.Equal(Run(0, 20_000).Select(n => (n, (double)n)), bench.Readings());
    }

    /// <summary>Small ones share documents, large ones have their own, and rows without any stand among them.</summary>
    [Fact]
    public void Append_WithBytesBesideTheValues_ReadsTheSameBytes()
    {
        using var bench = new StoreBench();
        byte[][] contents = [[], [1, 2, 3], new byte[40_000], new byte[300_000], [4]];
        new Random(1).NextBytes(contents[3]);
        var batch = StoreBench.Batch(0, contents.Length + 1);
        for (int row = 0; row < contents.Length; row++) batch.SetBlob(row, Blob.Copy(contents[row], row == 1 ? BlobKind.Yuyv : BlobKind.Bytes, row == 1 ? 640 : 0, row == 1 ? 480 : 0));
        Wait(bench.Store.Append(batch));
        bench.Append(100, 2);
        bench.Reopen();
        var read = new List<string>();
        long end = 0;
        while (bench.Store.Read(end, 1024, stored =>
        {
            for (int row = 0; row < stored.Count; row++)
            {
                var blob = stored.BlobAt(row);
                read.Add($"{stored.Get(row, 0)} {blob?.Kind} {blob?.Width}x{blob?.Height} {(blob is null ? "" : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(blob.Bytes))[..8])}");
            }
        }) is var reached && reached > end) end = reached;
        string Hash(int row) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(contents[row]))[..8];
        Assert.Equal([$"0 Bytes 0x0 {Hash(0)}", $"1 Yuyv 640x480 {Hash(1)}", $"2 Bytes 0x0 {Hash(2)}", $"3 Bytes 0x0 {Hash(3)}", $"4 Bytes 0x0 {Hash(4)}", "5  x ", "100  x ", "101  x "], read);
    }

    [Fact]
    public void Append_MoreBytesThanADocumentTakes_IsRefused()
    {
        using var bench = new StoreBench();
        var batch = StoreBench.Batch(0, 1);
        batch.SetBlob(0, Blob.Copy(new byte[(3 << 20) + 1]));
        var refused = Record.Exception(() => { _ = bench.Store.Append(batch); });
        Assert.Contains("3145729 bytes", Assert.IsType<ArgumentException>(refused).Message);
        batch.Release();
    }

    /// <summary>The frozen format of what is stored with bytes; without any it is what it was.</summary>
    [Fact]
    public void Packed_WithBytes_IsAsWrittenDown()
    {
        var packer = new ReadingPacker();
        var batch = ReadingBatch.Rent("s", "d", new ChannelSet("a"), 2);
        batch.FirstPosition = 7;
        batch.AddRow(1, [2]);
        batch.AddRow(3, [4]);
        packer.Add(batch, 0, 2);
        Assert.Equal("45415131" + "39000000", Convert.ToHexString(packer.Packed[..8]));
        packer.Clear();
        batch.SetBlob(1, Blob.Copy([0xAA, 0xBB], BlobKind.Yuyv, 2, 1));
        packer.Add(batch, 0, 2);
        Assert.Equal(
            "45415132" + "4D000000" + Convert.ToHexString(packer.Packed[8..12]) + "0700000000000000" + "02000000" + "0100" + "0900" + "010073" + "010064" + "010061"
            + "0100000000000000" + "0300000000000000" + "0000000000000040" + "0000000000001040" + "80" + "0000" + "0000" + "00000000" + "01" + "0200" + "0100" + "02000000" + "AABB",
            Convert.ToHexString(packer.Packed));
        batch.Release();
    }

    [Fact]
    public void Pass_GivesPositionsAndStoresNothing()
    {
        using var bench = new StoreBench();
        using var passed = new SemaphoreSlim(0);
        var seen = new List<(long, double, bool)>();
        bench.Store.Stored += batch =>
        {
            seen.Add((batch.FirstPosition, batch.Get(0, 0), batch.IsPassed));
            passed.Release();
        };
        bench.Append(0, 2);
        bench.Store.Pass(Batch(2, 3));
        bench.Append(5, 1);
        for (int i = 0; i < 3; i++) Assert.True(passed.Wait(TimeSpan.FromSeconds(20)));
        Assert.Equal([(0, 0.0, false), (2, 2.0, true), (5, 5.0, false)], seen);
        Assert.Equal([(0, 0.0), (1, 1.0), (5, 5.0)], bench.Readings());
        Assert.Equal(3, bench.Store.Status.ReadingsPassed);
    }

    [Fact]
    public void Open_AfterPassedReadingsWereCommitted_GivesNoPositionTwice()
    {
        using var bench = new StoreBench();
        bench.Append(0, 2);
        bench.Store.Pass(Batch(2, 3));
        bench.Commit(5, [1]);
        bench.Reopen();
        bench.Append(7, 1);
        Assert.Equal((5, 7.0), bench.Readings()[^1]);
    }

    [Fact]
    public void Commit_ThenReopen_HasProgressAndRecords()
    {
        using var bench = new StoreBench();
        Assert.Null(bench.Store.Progress("p"));
        var snapshot = new byte[150_000];
        new Random(1).NextBytes(snapshot);
        bench.Commit(7, snapshot, "p", Records(Normal, 1, 3), Records(Alarms, 1, 1));
        bench.Commit(9, null, "p", Records(Normal, 4, 2));
        bench.Reopen();
        var progress = bench.Store.Progress("p")!;
        Assert.Equal((9, 7), (progress.Cursor, progress.SnapshotCursor));
        Assert.Equal(snapshot, progress.Snapshot);
        Assert.Equal(Run(1, 5), bench.Sequences(Normal));
        Assert.Equal(Run(1, 1), bench.Sequences(Alarms));
        bench.Commit(12, [1, 2], "p");
        bench.Reopen();
        Assert.Equal([1, 2], bench.Store.Progress("p")!.Snapshot!);
    }

    [Theory]
    [InlineData(256, 1 << 20)]
    [InlineData(7, 1 << 20)]
    [InlineData(256, 500)]
    public void Peek_AnySlices_GivesEveryRecordOnce(int countMax, int bytes)
    {
        using var bench = new StoreBench();
        bench.Commit(1, null, "p", Records(Normal, 1, 700));
        for (int i = 0; i < 20; i++) bench.Commit(2 + i, null, "p", Records(Normal, 701 + 2 * i, 2));
        Assert.Equal(Run(1, 740), bench.Sequences(Normal, countMax, bytes));
        bench.Reopen();
        Assert.Equal(Run(1, 740), bench.Sequences(Normal, countMax, bytes));
    }

    [Fact]
    public void Peek_BufferTooSmall_GivesNothing()
    {
        using var bench = new StoreBench();
        bench.Commit(1, null, "p", Records(Normal, 1, 1, dataBytes: 5000));
        Assert.Equal(0, bench.Store.Peek(Normal, 0, 10, new byte[1000]).Count);
        Assert.Equal(1, bench.Store.Peek(Normal, 0, 10, new byte[6000]).Count);
    }

    [Fact]
    public void Acknowledge_PartOfABatch_StaysAcknowledgedAfterReopen()
    {
        using var bench = new StoreBench();
        bench.Commit(1, null, "p", Records(Normal, 1, 10));
        var slice = bench.Store.Peek(Normal, 0, 4, new byte[9999]);
        bench.Acknowledge(Normal, slice.First, slice.Last);
        Assert.Equal(Run(5, 6), bench.Sequences(Normal));
        Assert.Equal(6, bench.Store.Status.Lanes.Single().Count);
        bench.Reopen();
        Assert.Equal(Run(5, 6), bench.Sequences(Normal));
        Assert.Equal(6, bench.Store.Status.Lanes.Single().Count);
    }

    [Fact]
    public void Acknowledge_Everything_LeavesTheLaneEmptyAndItsPlacesGiven()
    {
        using var bench = new StoreBench();
        bench.Commit(1, null, "p", Records(Normal, 1, 10));
        var (first, last) = bench.Store.Range(Normal);
        bench.Acknowledge(Normal, first, last);
        Assert.Equal((last, last), bench.Store.Range(Normal));
        bench.Reopen();
        Assert.Equal((last, last), bench.Store.Range(Normal));
        Assert.Equal((0, 0), (bench.Store.Status.Lanes.Single().Count, bench.Store.Status.BytesUsed));
        bench.Commit(2, null, "p", Records(Normal, 11, 2));
        Assert.Equal(last, bench.Store.Range(Normal).First);
        Assert.Equal(Run(11, 2), bench.Sequences(Normal));
    }

    /// <summary>Live records go before the backlog: the acknowledged ones are in the middle then.</summary>
    [Fact]
    public void Acknowledge_OutOfOrder_GivesTheRestInOrder()
    {
        using var bench = new StoreBench();
        var random = new Random(3);
        for (int i = 0; i < 40; i++) bench.Commit(i, null, "p", Records(Normal, 1 + 10 * i, 10));
        var left = Run(1, 400).ToList();
        var buffer = new byte[1 << 20];
        for (int round = 0; left.Count > 0; round++)
        {
            var (first, last) = bench.Store.Range(Normal);
            var slice = bench.Store.Peek(Normal, first + random.NextInt64(last - first), 1 + random.Next(25), buffer);
            if (slice.Count == 0) slice = bench.Store.Peek(Normal, first, 30, buffer);
            foreach (long sequence in SequencesOf(buffer, slice)) Assert.True(left.Remove(sequence));
            bench.Acknowledge(Normal, slice.First, slice.Last);
            Assert.Equal(left, bench.Sequences(Normal));
            Assert.Equal(left.Count, bench.Store.Status.Lanes.Single().Count);
            if (round % 10 == 0) bench.Reopen();
        }
        var range = bench.Store.Range(Normal);
        Assert.Equal(range.Last, range.First);
        Assert.Equal(0, bench.Store.Status.BytesUsed);
    }

    [Fact]
    public void SetPipelines_SnapshotsBehindReadings_TrimsThem()
    {
        using var bench = new StoreBench();
        bench.Store.SetPipelines(["p", "q"]);
        for (int i = 0; i < 10; i++) bench.Append(10 * i, 10);
        bench.Commit(60, [1], "p");
        Assert.Equal(100, bench.Store.Status.ReadingsKept);
        bench.Commit(35, [1], "q");
        Assert.Equal(70, bench.Store.Status.ReadingsKept);
        Assert.Equal((30, 30.0), bench.Readings()[0]);
        bench.Commit(80, null, "q");
        Assert.Equal(70, bench.Store.Status.ReadingsKept);
        bench.Store.SetPipelines(["p"]);
        bench.Commit(60, null, "p");
        Assert.Equal(40, bench.Store.Status.ReadingsKept);
        bench.Reopen();
        Assert.Equal(40, bench.Store.Status.ReadingsKept);
        Assert.Equal(Run(60, 40).Select(n => (n, (double)n)), bench.Readings());
    }

    [Fact]
    public void SetPipelines_AllReadingsTrimmed_GivesNoPositionTwice()
    {
        using var bench = new StoreBench();
        bench.Store.SetPipelines([]);
        bench.Append(0, 10);
        bench.Append(10, 10);
        bench.Reopen();
        bench.Append(20, 1);
        Assert.Equal([(20, 20.0)], bench.Readings());
    }

    [Fact]
    public void SetPipelines_SourceThatNoPipelineTakes_IsNotKept()
    {
        using var bench = new StoreBench();
        bench.Store.SetPipelines(["p"], ["s"]);
        bench.Append(0, 2, "other");
        bench.Append(2, 2);
        Assert.Equal([(2, 2.0), (3, 3.0)], bench.Readings());
    }

    /// <summary>They hold once the disk is mended, though nobody tells them again.</summary>
    [Fact]
    public void SetPipelines_DiskIsInTrouble_HoldAllTheSame()
    {
        RefusingDisk? disk = null;
        using var bench = new StoreBench(options => options with { Disk = disk = new RefusingDisk(options.Disk) });
        bench.Store.SetPipelines(["p"], ["s"]);
        bench.Append(0, 10, "new");
        disk!.Refuses = true;
        Assert.ThrowsAny<Exception>(() => bench.Append(10, 10));
        bench.Store.SetPipelines(["q"], ["new"]);
        bench.Tick(TimeSpan.FromSeconds(1));
        disk.Refuses = false;
        bench.TickUntil(() => bench.Store.Status.IsOpen);
        bench.Append(100, 10, "new");
        bench.Reopen();
        Assert.Equal(Run(100, 10).Select(n => (double)n), bench.Readings().Select(reading => reading.Value));
        bench.Store.SetPipelines(["q"], ["new"]);
        bench.Commit(bench.Store.Status.ReadingsEnd, [1], "q");
        bench.TickUntil(() => bench.Store.Status.ReadingsKept == 0);
    }

    [Fact]
    public void DropLane_DeletesItsRecords()
    {
        using var bench = new StoreBench();
        bench.Commit(1, null, "p", Records(Normal, 1, 600), Records(Alarms, 1, 1));
        bench.Acknowledge(Normal, 0, 50);
        Wait(bench.Store.DropLane(Normal));
        Assert.Empty(bench.Sequences(Normal));
        Assert.Equal(0, bench.Store.Status.Lanes.Single(lane => lane.Lane == Normal).Bytes);
        Assert.Equal(Run(1, 1), bench.Sequences(Alarms));
        bench.Reopen();
        Assert.Empty(bench.Sequences(Normal));
        bench.Commit(2, null, "p", Records(Normal, 601, 1));
        Assert.Equal(Run(601, 1), bench.Sequences(Normal));
    }

    [Fact]
    public void Tick_NothingToDo_MovesAndCopiesTheLog()
    {
        using var bench = new StoreBench();
        bench.Append(0, 1000);
        bench.Tick(TimeSpan.FromSeconds(5));
        bench.Tick(TimeSpan.FromSeconds(5));
        Assert.Equal(1000, bench.Readings().Count);
    }

    [Fact]
    public void Commit_NoRecord_IsRefused()
    {
        using var bench = new StoreBench();
        Assert.Throws<ArgumentException>(() => bench.Commit(1, null, "p", new LaneAppend(Normal, new byte[50], 1)));
        var fine = Records(Normal, 1, 2);
        Assert.Throws<ArgumentException>(() => bench.Commit(1, null, "p", fine with { Count = 3 }));
    }

    [Fact]
    public void Append_ManyProducers_LosesNothing()
    {
        using var bench = new StoreBench(options => options with { QueueBytesMax = 4000 });
        var threads = Enumerable.Range(0, 4).Select(t => Task.Run(() =>
        {
            for (int i = 0; i < 50; i++) Wait(bench.Store.Append(Batch(t * 1000 + i, 1, device: $"d{t}")));
        })).ToArray();
        Wait(Task.WhenAll(threads));
        var readings = bench.Readings();
        Assert.Equal(Run(0, 200), readings.Select(reading => reading.Position));
        for (int t = 0; t < 4; t++) Assert.Equal(Run(t * 1000, 50).Select(n => (double)n), readings.Select(reading => reading.Value).Where(value => (int)value / 1000 == t));
        Assert.InRange(bench.Store.Status.Syncs, 1, 200);
    }

    private static List<long> SequencesOf(byte[] buffer, OutboxSlice slice)
    {
        var found = new List<long>();
        ReadOnlySpan<byte> packed = buffer.AsSpan(0, slice.Bytes);
        while (PackedRecords.TryRead(packed, out var record, out int size))
        {
            found.Add(record.Header.Sequence);
            packed = packed[size..];
        }
        return found;
    }
}
