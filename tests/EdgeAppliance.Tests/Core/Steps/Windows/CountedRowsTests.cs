using System.Buffers;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Tests.Core.Steps.Windows;

/// <summary>Rows that slide through memory against the ring that other steps keep theirs in.</summary>
public sealed class CountedRowsTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 1, 1)]
    [InlineData(5, 3, 2)]
    [InlineData(16, 2, 7)]
    [InlineData(17, 4, 17)]
    [InlineData(60, 8, 1)]
    [InlineData(200, 3, 250)]
    [InlineData(1000, 15, 1)]
    public void Add_ManyRows_AsTheRing(int size, int channels, int hop)
    {
        var (rows, ring, buffer) = (new CountedRows(size, hop), new SlidingRows(new Extent(size), new Extent(hop)), new double[size * channels]);
        int[] from = [.. Enumerable.Range(0, channels)];
        rows.Clear(channels);
        ring.Clear(channels);
        var random = new Random(size);
        int due = 0;
        for (int i = 0; i < size * 3 + 700; i++)
        {
            var batch = Row(random, channels, i);
            bool isDue = rows.Add(batch, 0);
            Assert.Equal(ring.Add(batch, 0, from), isDue);
            batch.Release();
            if (isDue)
            {
                due++;
                ring.Rows.CopyTo(buffer);
                Assert.Equal(buffer, rows.Values.ToArray());
            }
            if (i % 97 != 3) continue;
            Assert.Equal(Saved(ring.Save), Saved(rows.Save));
            rows = Reloaded(rows, size, hop, channels);
        }
        Assert.True(due > 2);
    }

    [Fact]
    public void Clear_OtherChannels_StartsAnew()
    {
        var rows = new CountedRows(4, 1);
        var random = new Random(1);
        foreach (int channels in (int[])[3, 5, 2, 2])
        {
            rows.Clear(channels);
            for (int i = 0; i < 9; i++)
            {
                var batch = Row(random, channels, i);
                Assert.Equal(i >= 3, rows.Add(batch, 0));
                batch.Release();
            }
            Assert.Equal(4 * channels, rows.Values.Length);
        }
    }

    [Theory]
    [InlineData(3, 2, 1, 2)]
    [InlineData(2, 5, 1, 1)]
    [InlineData(2, -1, 1, 1)]
    [InlineData(2, 1, 1, 1)]
    [InlineData(2, 4, 1, 0)]
    [InlineData(2, 4, 1, 5)]
    public void Load_DamagedState_Refused(int channels, long count, int hop, long due)
    {
        var state = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(state);
        writer.Write((long)channels);
        writer.Write(count);
        for (long i = 0; i < count; i++)
        {
            writer.Write(i);
            writer.Write(new double[channels]);
        }
        writer.Write(0L);
        writer.Write(0L);
        writer.Write(due);
        var rows = new CountedRows(4, hop);
        rows.Clear(2);
        Assert.Throws<InvalidDataException>(() =>
        {
            var reader = new StateReader(state.WrittenSpan);
            rows.Load(ref reader);
        });
    }

    [Fact]
    public void Add_WindowOverTheLimit_Refused()
    {
        var rows = new CountedRows(StepLimits.WindowRowsMax, 1);
        rows.Clear(17);
        var batch = Row(new Random(1), 17, 0);
        Assert.Throws<UnfitReadingException>(() => rows.Add(batch, 0));
        batch.Release();
    }

    private static CountedRows Reloaded(CountedRows rows, int size, int hop, int channels)
    {
        var reader = new StateReader(Saved(rows.Save));
        var loaded = new CountedRows(size, hop);
        loaded.Clear(channels);
        loaded.Load(ref reader);
        return loaded;
    }

    private static byte[] Saved(Action<StateWriter> save)
    {
        var state = new ArrayBufferWriter<byte>();
        save(new StateWriter(state));
        // Newest and due times are of no use to a window by count.
        byte[] bytes = state.WrittenSpan.ToArray();
        bytes.AsSpan(bytes.Length - 24, 16).Clear();
        return bytes;
    }

    private static ReadingBatch Row(Random random, int channels, long timeUs)
    {
        var batch = ReadingBatch.Rent("source", "device", new ChannelSet([.. Enumerable.Range(0, channels).Select(c => $"c{c}")]), 1);
        batch.AddRow(timeUs, [.. Enumerable.Range(0, channels).Select(_ => random.NextDouble())]);
        return batch;
    }
}
