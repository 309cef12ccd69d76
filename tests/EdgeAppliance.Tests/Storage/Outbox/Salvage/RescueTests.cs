using System.Buffers.Binary;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Outbox;
using EdgeAppliance.Tests.Storage.Outbox.Limits;
using static EdgeAppliance.Tests.Storage.Outbox.StoreBench;

namespace EdgeAppliance.Tests.Storage.Outbox.Salvage;

public sealed class RescueTests
{
    [Fact]
    public void Open_LogIsGarbage_SavesEverythingFromTheDataFile()
    {
        using var bench = Filled();
        bench.Damage((_, log) => Garble(log, 0, (int)new FileInfo(log).Length));
        string text = bench.WaitUntilSaved();
        Assert.Contains("100 readings and 2010 records were saved", text);
        Assert.Equal(Run(1, 2000), bench.Sequences(Normal).Where(sequence => sequence < 10_000));
        Assert.Equal(Run(1, 10), bench.Sequences(Alarms).Where(sequence => sequence < 10_000));
        Assert.Equal(Run(0, 100).Select(n => (n, (double)n)), bench.Readings());
        Assert.Equal((40, 30), (bench.Store.Progress("p")!.Cursor, bench.Store.Progress("p")!.SnapshotCursor));
        Assert.Equal([1, 2, 3], bench.Store.Progress("p")!.Snapshot!);
        CheckGoesOn(bench);
    }

    [Fact]
    public void Open_DataFileIsGarbage_BeginsAnewAndSaysWhere()
    {
        using var bench = Filled();
        bench.Damage((data, _) => Garble(data, 0, (int)new FileInfo(data).Length));
        string text = bench.WaitUntilSaved();
        Assert.Contains("0 readings and 0 records", text);
        string folder = Assert.Single(Directory.GetDirectories(Path.Combine(bench.Folder, "quarantine")));
        Assert.Contains($"quarantine/{Path.GetFileName(folder)}'", text);
        Assert.Equal(["moved", "outbox.db", "outbox.journal-0", "outbox.journal-1", "outbox.log", "salvaged", "taken"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.Equal(bench.Time.GetUtcNow().ToUnixTimeMilliseconds(), bench.Store.Progress("p")!.NumbersFrom, 100_000d);
        CheckGoesOn(bench);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 4)]
    public void Open_DataFileIsCutShort_SavesWhatIsLeft(int numerator, int denominator)
    {
        using var bench = Filled();
        bench.Damage((data, _) =>
        {
            using var file = File.OpenWrite(data);
            file.SetLength(file.Length * numerator / denominator);
        });
        bench.WaitUntilSaved();
        var taken = bench.Taken(Normal);
        Assert.InRange(taken.Count(record => record.Type == RecordType.Reading), 100, 1999);
        CheckNothingIsSilent(taken);
        CheckGoesOn(bench);
    }

    /// <summary>A flipped bit in a document's key puts whole records at another place of their lane.</summary>
    [Theory]
    [InlineData(1 << 11)]
    [InlineData(1 << 9)]
    public void Open_KeyHasAFlippedBit_LeavesTheDocumentOutAndTellsOfIt(long bit)
    {
        using var bench = Filled();
        bench.Reopen();
        bench.Damage((data, log) =>
        {
            FlipKey(data, place: 1001, bit);
            File.Delete(log);
        });
        bench.WaitUntilSaved();
        var taken = bench.Taken(Normal);
        CheckNothingIsSilent(taken);
        Assert.Equal(Run(1, 1000).Concat(Run(1101, 900)), taken.Where(record => record.Type == RecordType.Reading).Select(record => record.Sequence));
        CheckGoesOn(bench);
    }

    [Fact]
    public void Open_DataFileIsGone_IsNoticed()
    {
        using var bench = Filled();
        bench.Damage((data, _) => File.Delete(data));
        Assert.Contains("The data file of the log is gone", bench.WaitUntilSaved());
        CheckGoesOn(bench);
    }

    [Fact]
    public void Open_LogIsGone_SavesEverything()
    {
        using var bench = Filled();
        bench.Damage((_, log) => File.Delete(log));
        Assert.Contains("The log of the data file is gone", bench.WaitUntilSaved());
        Assert.Equal(Run(1, 2000), bench.Sequences(Normal).Where(sequence => sequence < 10_000));
        CheckGoesOn(bench);
    }

    [Fact]
    public void Open_BothAreGone_BeginsAnew()
    {
        using var bench = Filled();
        bench.Damage((data, log) =>
        {
            File.Delete(data);
            File.Delete(log);
        });
        Assert.Empty(bench.Store.Conditions);
        Assert.Empty(bench.Taken(Normal));
    }

    [Fact]
    public void Open_DirectoryIsDamaged_KnowsTheDocumentsByThemselves()
    {
        using var bench = Filled();
        bench.Damage((data, _) => Replace(data, "pipelines"u8, "pipeXines"u8));
        bench.WaitUntilSaved();
        Assert.Equal(Run(1, 2000), bench.Sequences(Normal).Where(sequence => sequence < 10_000));
        Assert.Equal(40, bench.Store.Progress("p")!.Cursor);
        Assert.True(bench.Store.Progress("unknown")!.NumbersFrom > 0);
        CheckGoesOn(bench);
    }

    /// <summary>While it runs: the damage is found by who reads.</summary>
    [Fact]
    public void Peek_RecordIsDamaged_SavesTheOthersOfItsDocument()
    {
        using var bench = Filled();
        bench.Damage((data, _) => Replace(data, "{\"n\":777}"u8, "{\"n\":778}"u8));
        Assert.Empty(bench.Store.Conditions);
        Assert.Throws<IOException>(() => bench.Sequences(Normal));
        string text = bench.WaitUntilSaved();
        Assert.Contains("is not what was written", text);
        Assert.Contains("2009 records were saved", text);
        var taken = bench.Taken(Normal);
        Assert.Equal(Run(1, 776), taken.Take(776).Select(record => record.Sequence));
        Assert.Equal(new ToldGap("p", 777, 777, 1, "outbox damaged"), ToldGap.Of(taken[776]));
        Assert.Equal(Run(778, 1223), taken.Skip(777).Select(record => record.Sequence));
        Assert.Equal(0, bench.Store.Progress("p")!.NumbersFrom);
        CheckGoesOn(bench);
    }

    [Fact]
    public void Peek_LastRecordIsDamaged_IsToldOf()
    {
        using var bench = Filled();
        bench.Damage((data, _) => Replace(data, "{\"n\":2000}"u8, "{\"n\":2001}"u8));
        Assert.Throws<IOException>(() => bench.Sequences(Normal));
        bench.WaitUntilSaved();
        Assert.Equal(new ToldGap("p", 2000, 2000, 1, "outbox damaged"), ToldGap.Of(bench.Taken(Normal)[^1]));
    }

    [Fact]
    public void Peek_SealedDocumentIsDamaged_SavesTheOthers()
    {
        using var bench = Filled(options => options with { Key = "a secret"u8.ToArray() });
        bench.Damage((data, _) => Flip(data, Find(data, [0x45, 0x41, 0x42, 0x31], fromEnd: true) + 2000));
        bench.TickUntil(() => bench.Store.Conditions.Count > 0 || Record.Exception(() => { bench.Taken(Normal); bench.Taken(Alarms); bench.Readings(); bench.Store.Progress("p"); }) is not null);
        bench.WaitUntilSaved();
        var taken = bench.Taken(Normal);
        CheckNothingIsSilent(taken);
        Assert.InRange(taken.Count(record => record.Type == RecordType.Reading), 1700, 2000);
        CheckGoesOn(bench);
    }

    [Fact]
    public void Open_SealedAndTheDirectoryIsDamaged_FindsTheSaltAndSavesAll()
    {
        using var bench = Filled(options => options with { Key = "a secret"u8.ToArray() });
        bench.Damage((data, _) => Replace(data, "pipelines"u8, "pipeXines"u8));
        bench.WaitUntilSaved();
        Assert.Equal(Run(1, 2000), bench.Sequences(Normal).Where(sequence => sequence < 10_000));
        Assert.Equal([1, 2, 3], bench.Store.Progress("p")!.Snapshot!);
        CheckGoesOn(bench);
    }

    [Fact]
    public void Open_ReadingsAreDamaged_PipelinesNumberOnFromElsewhere()
    {
        using var bench = new StoreBench();
        bench.Commit(30, [1, 2, 3], "p", Records(Normal, 1, 5));
        bench.Append(0, 100);
        bench.Append(100, 100);
        bench.Commit(150, null, "p", Records(Normal, 6, 5));
        bench.Damage((data, _) => Flip(data, Find(data, [0x45, 0x41, 0x51, 0x31]) + 300));
        Assert.Throws<IOException>(() => bench.Readings());
        bench.WaitUntilSaved();
        var progress = bench.Store.Progress("p")!;
        Assert.Equal((150, 30), (progress.Cursor, progress.SnapshotCursor));
        Assert.True(progress.NumbersFrom > 1_000_000, "numbers may be given twice");
        Assert.Equal(Run(100, 100).Select(n => (n, (double)n)), bench.Readings());
        bench.Reopen();
        Assert.Equal(progress.NumbersFrom, bench.Store.Progress("p")!.NumbersFrom);
        bench.Append(200, 1);
        Assert.True(bench.Readings()[^1].Position >= 200);
    }

    [Fact]
    public void Open_Quarantined_AcknowledgedOnesDoNotComeBack()
    {
        using var bench = Filled();
        bench.Acknowledge(Normal, 1, 301);
        bench.Damage((_, log) => File.Delete(log));
        string text = bench.WaitUntilSaved();
        Assert.Contains("'cloud' has p up to 300", text);
        Assert.Equal(Run(301, 1700), bench.Sequences(Normal).Where(sequence => sequence < 10_000));
        CheckGoesOn(bench);
    }

    [Fact]
    public void Open_DamagedAgainAndAgain_KeepsThreeOfThem()
    {
        using var bench = Filled();
        for (int i = 0; i < 5; i++)
        {
            bench.Damage((_, log) => File.Delete(log));
            bench.WaitUntilSaved();
            Assert.Equal(Run(1, 2000), bench.Sequences(Normal).Where(sequence => sequence < 10_000));
        }
        Assert.Equal(3, Directory.GetDirectories(Path.Combine(bench.Folder, "quarantine")).Length);
    }

    [Fact]
    public void Open_OtherKey_ChangesNothing()
    {
        using var bench = Filled(options => options with { Key = "a secret"u8.ToArray() });
        bench.Store.Dispose();
        foreach (byte[]? key in new[] { null, "another"u8.ToArray() })
            Assert.Throws<StoreKeyException>(() => LiteStore.Open(bench.Options with { Key = key }, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, bench.Time));
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, "quarantine")));
        bench.Reopen();
        Assert.Equal(2000, bench.Sequences(Normal).Length);
    }

    /// <summary>A mistake in what is asked for is not damage.</summary>
    [Fact]
    public void Commit_StoreCannotDoIt_FailsAloneAndKeepsTheStore()
    {
        using var bench = Filled();
        var task = bench.Store.Commit(new PipelineCommit("p", 50, [new LaneAppend(new Lane(new string('x', 20 << 20), RecordPriority.Normal), Records(Normal, 1, 1).Packed, 1)], null));
        Assert.NotNull(Record.Exception(() => task.Wait(TimeSpan.FromSeconds(20))));
        bench.Commit(60, null, "p", Records(Normal, 2001, 1));
        Assert.Empty(bench.Store.Conditions);
        Assert.Equal(Run(1, 2001), bench.Sequences(Normal));
    }

    private static StoreBench Filled(Func<LiteStoreOptions, LiteStoreOptions>? configure = null)
    {
        var bench = new StoreBench(configure);
        bench.Append(0, 100);
        bench.Commit(30, [1, 2, 3], "p", Records(Alarms, 1, 10, "p.alarm"));
        for (int i = 0; i < 20; i++) bench.Commit(31 + i / 2, null, "p", Records(Normal, 1 + 100 * i, 100, dataBytes: 100));
        return bench;
    }

    private static void CheckGoesOn(StoreBench bench)
    {
        bench.Append(5000, 10);
        bench.Commit(1_000_000, [9], "p", Records(Normal, 1_000_000_000_000_000, 3), Records(Alarms, 1_000_000_000_000_000, 1, "p.alarm"));
        bench.Reopen();
        Assert.Equal(Run(1_000_000_000_000_000, 3), bench.Sequences(Normal)[^3..]);
        Assert.Equal(5009.0, bench.Readings()[^1].Value);
        bench.Drain(Normal);
        Assert.Empty(bench.Taken(Normal));
    }

    /// <summary>Whatever is missing between two records is in a gap.</summary>
    private static void CheckNothingIsSilent(List<(RecordType Type, string Stream, long Sequence, string Data)> taken)
    {
        long next = -1;
        foreach (var record in taken)
        {
            var (first, last) = record.Type == RecordType.Gap ? Span(record.Data) : (record.Sequence, record.Sequence);
            Assert.True(next < 0 || first == next, $"{first} follows {next - 1}");
            next = last + 1;
        }
    }

    private static (long First, long Last) Span(string data)
    {
        using var json = System.Text.Json.JsonDocument.Parse(data);
        return (json.RootElement.GetProperty("first").GetInt64(), json.RootElement.GetProperty("last").GetInt64());
    }

    private static void FlipKey(string path, long place, long bit)
    {
        byte[] bytes = File.ReadAllBytes(path), name = "\u0012_id\0"u8.ToArray();
        int flipped = 0;
        for (int at = 0; bytes.AsSpan(at).IndexOf(name) is >= 0 and var found; at += name.Length)
        {
            at += found;
            var key = bytes.AsSpan(at + name.Length, sizeof(long));
            long value = BinaryPrimitives.ReadInt64LittleEndian(key);
            if (DocumentKeys.RangeOf(value) < DocumentKeys.RangeFirst || DocumentKeys.Place(value) != place) continue;
            BinaryPrimitives.WriteInt64LittleEndian(key, value ^ bit);
            flipped++;
        }
        Assert.Equal(1, flipped);
        File.WriteAllBytes(path, bytes);
    }

    private static void Garble(string path, int offset, int length)
    {
        var bytes = File.ReadAllBytes(path);
        new Random(1).NextBytes(bytes.AsSpan(offset, length));
        File.WriteAllBytes(path, bytes);
    }

    private static void Replace(string path, ReadOnlySpan<byte> text, ReadOnlySpan<byte> other)
    {
        var bytes = File.ReadAllBytes(path);
        int at = bytes.AsSpan().IndexOf(text);
        Assert.True(at > 0, "the text is not in the file");
        other.CopyTo(bytes.AsSpan(at));
        File.WriteAllBytes(path, bytes);
    }

    private static int Find(string path, ReadOnlySpan<byte> text, bool fromEnd = false)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        int at = fromEnd ? bytes.LastIndexOf(text) : bytes.IndexOf(text);
        Assert.True(at > 0, "the text is not in the file");
        return at;
    }

    private static void Flip(string path, int offset)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[offset] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
