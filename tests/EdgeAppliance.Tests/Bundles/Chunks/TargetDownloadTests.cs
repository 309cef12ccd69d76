using System.Security.Cryptography;
using System.Text.Json;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Metadata;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace EdgeAppliance.Tests.Bundles.Chunks;

public sealed class TargetDownloadTests(ITestOutputHelper output) : IDisposable
{
    private const int FileBytes = 4 << 20;

    private static readonly int[] KnownLengths = [3056, 4908, 10685, 5843, 3522, 8236, 16384, 5661, 5331, 1910];

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-chunks-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly Random _chance = new(7);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>One hundredth of a model's bytes changes: in one place, in forty, or by bytes put in and taken out.</summary>
    [Theory]
    [InlineData("one place")]
    [InlineData("forty places")]
    [InlineData("put in and taken out")]
    public async Task Fetch_HundredthChanged_EightHundredthsTravelAtMost(string change)
    {
        byte[] old = Bytes(FileBytes);
        byte[] next = Changed(old, change);
        File.WriteAllBytes(At("old"), old);
        var line = new Line(next);

        await Fetch(line, next, seeds: [At("old")]);

        long index = ChunkIndex.Of(new MemoryStream(next)).ToBytes().Length;
        output.WriteLine($"{change}: {line.Sent} bytes and an index of {index}, {100.0 * (line.Sent + index) / FileBytes:0.0} %");
        Assert.True(line.Sent + index <= FileBytes * 8 / 100);
    }

    [Fact]
    public async Task Fetch_ServerWithoutRanges_CountsWhatComesBeforeToo()
    {
        byte[] bytes = Bytes(FileBytes);
        var line = new Line(bytes) { HasNoRanges = true, CutAfter = FileBytes / 2 };
        await Assert.ThrowsAsync<EndOfStreamException>(() => Fetch(line, bytes));
        line.CutAfter = null;

        await Assert.ThrowsAsync<BundleException>(() => Fetch(line, bytes, limits: new TransferLimits { BytesMax = FileBytes * 3 / 4 }));
        await Fetch(line, bytes);

        Assert.Equal(bytes, File.ReadAllBytes(At("new")));
    }

    [Fact]
    public async Task Fetch_CutFiftyTimes_FinishesWithoutStartingOver()
    {
        byte[] bytes = Bytes(FileBytes);
        var line = new Line(bytes);
        int cuts = 0;
        while (true)
        {
            line.CutAfter = cuts < 50 ? FileBytes / 60 : null;
            try
            {
                await Fetch(line, bytes);
                break;
            }
            catch (EndOfStreamException)
            {
                cuts++;
            }
        }

        Assert.Equal(50, cuts);
        Assert.Equal(bytes, File.ReadAllBytes(At("new")));
        // Of each cut the chunk that it fell into comes again.
        Assert.InRange(line.Sent, FileBytes, FileBytes + 50 * ChunkSizes.For(FileBytes).Max);
    }

    [Fact]
    public async Task Fetch_CutWithoutAnIndex_GoesOnWhereItWas()
    {
        byte[] bytes = Bytes(FileBytes);
        var line = new Line(bytes) { CutAfter = FileBytes / 2 };
        await Assert.ThrowsAsync<EndOfStreamException>(() => Fetch(line, bytes, withIndex: false));
        line.CutAfter = null;

        await Fetch(line, bytes, withIndex: false);

        Assert.Equal(bytes, File.ReadAllBytes(At("new")));
        Assert.InRange(line.Sent, FileBytes, FileBytes + ChunkSizes.For(FileBytes).Max);
    }

    [Fact]
    public async Task Fetch_SourceSendsOtherBytes_IsRefusedAtTheChunk()
    {
        byte[] bytes = Bytes(FileBytes);
        byte[] damaged = [.. bytes];
        damaged[FileBytes / 4] ^= 1;

        var refusal = await Assert.ThrowsAsync<TufException>(() => Fetch(new Line(damaged), bytes));

        Assert.Equal(TufFailure.WrongHash, refusal.Failure);
        Assert.InRange(new FileInfo(At("new")).Length, FileBytes / 4 - 2 * ChunkSizes.For(FileBytes).Max, FileBytes / 4);
    }

    [Fact]
    public async Task Fetch_SourceSendsOtherBytesWithoutAnIndex_IsRefusedAtTheEndAndDeleted()
    {
        byte[] bytes = Bytes(FileBytes);
        byte[] damaged = [.. bytes];
        damaged[FileBytes / 4] ^= 1;

        await Assert.ThrowsAsync<TufException>(() => Fetch(new Line(damaged), bytes, withIndex: false));

        Assert.False(File.Exists(At("new")));
    }

    [Fact]
    public async Task Fetch_WhatIsThereAlreadyIsDamaged_IsFetchedAnewFromThere()
    {
        byte[] bytes = Bytes(FileBytes);
        byte[] damaged = [.. bytes];
        damaged[FileBytes / 2] ^= 1;
        File.WriteAllBytes(At("new"), damaged);
        var line = new Line(bytes);

        await Fetch(line, bytes);

        Assert.Equal(bytes, File.ReadAllBytes(At("new")));
        Assert.InRange(line.Sent, FileBytes / 2, FileBytes / 2 + ChunkSizes.For(FileBytes).Max);
    }

    [Fact]
    public async Task Fetch_MoreThanItMay_IsRefusedAndGoneOnWithLater()
    {
        byte[] bytes = Bytes(FileBytes);
        var line = new Line(bytes);

        await Assert.ThrowsAsync<BundleException>(() => Fetch(line, bytes, limits: new TransferLimits { BytesMax = FileBytes / 2 }));
        await Fetch(line, bytes, limits: new TransferLimits { BytesMax = FileBytes / 2 + ChunkSizes.For(FileBytes).Max });

        Assert.Equal(bytes, File.ReadAllBytes(At("new")));
    }

    [Fact]
    public async Task Fetch_SourceTrickles_IsGivenUp()
    {
        byte[] bytes = Bytes(FileBytes);
        var line = new Line(bytes) { OnRead = () => _time.Advance(TimeSpan.FromSeconds(10)), BytesAtOnce = 100 };

        var refusal = await Assert.ThrowsAsync<TufException>(() => Fetch(line, bytes));

        Assert.Equal(TufFailure.TooSlow, refusal.Failure);
    }

    [Fact]
    public async Task Fetch_RateLimited_TakesAsLongAsItMust()
    {
        byte[] bytes = Bytes(1 << 20);
        long start = _time.GetTimestamp();

        // Whoever waits is woken by time that passes by itself whenever it is asked for.
        _time.AutoAdvanceAmount = TimeSpan.FromMilliseconds(1);
        var fetch = Fetch(new Line(bytes), bytes, limits: new TransferLimits { BytesPerSecondMax = 256 << 10 });
        while (!fetch.IsCompleted)
        {
            _time.GetUtcNow();
            await Task.Yield();
        }
        await fetch;

        Assert.True(_time.GetElapsedTime(start) >= TimeSpan.FromSeconds(4));
    }

    /// <summary>Bytes and ends come from another implementation of the same definition.</summary>
    [Fact]
    public void Cut_KnownBytes_EndsWhereItAlwaysDid()
    {
        var bytes = new MemoryStream();
        byte[] number = new byte[sizeof(int)];
        for (int i = 0; i < 2048; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(number, i);
            bytes.Write(SHA256.HashData(number));
        }
        bytes.Position = 0;
        var lengths = new List<int>();

        FileChunks.Read(bytes, new ChunkSizes(12), (chunk, _) => lengths.Add(chunk.Length));

        Assert.Equal(KnownLengths, lengths);
    }

    [Fact]
    public void Parse_WhateverBytes_GivesAnIndexOrABundleException()
    {
        byte[] sound = ChunkIndex.Of(new MemoryStream(Bytes(100_000))).ToBytes();
        Assert.Equal(sound, ChunkIndex.Parse(sound).ToBytes());
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = sound[.._chance.Next(sound.Length + 1)];
            for (int flips = _chance.Next(4); flips > 0 && bytes.Length > 0; flips--) bytes[_chance.Next(bytes.Length)] = (byte)_chance.Next();
            try
            {
                ChunkIndex.Parse(bytes);
            }
            catch (BundleException)
            {
                // So it should.
            }
        }
    }

    private async Task Fetch(Line line, byte[] bytes, string[]? seeds = null, bool withIndex = true, TransferLimits? limits = null)
    {
        var target = new TargetFile("model.onnx", bytes.Length, new Dictionary<string, byte[]> { ["sha256"] = SHA256.HashData(bytes) }, default(JsonElement));
        var index = withIndex ? ChunkIndex.Parse(ChunkIndex.Of(new MemoryStream(bytes)).ToBytes()) : null;
        using var here = new ChunkSeeds();
        foreach (string seed in seeds ?? []) here.Add(seed, ChunkSizes.For(bytes.Length));
        await new TargetDownload(line, new TransferMeter(limits ?? new TransferLimits(), _time)).Fetch(target, target.Name, index, here, At("new"), CancellationToken.None);
    }

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private byte[] Changed(byte[] old, string change)
    {
        byte[] next = [.. old];
        if (change == "one place") _chance.NextBytes(next.AsSpan(1_000_000, FileBytes / 100));
        if (change == "forty places")
            for (int place = 0; place < 40; place++) _chance.NextBytes(next.AsSpan(place * (FileBytes / 40), FileBytes / 100 / 40));
        if (change != "put in and taken out") return next;
        byte[] added = new byte[FileBytes / 200];
        _chance.NextBytes(added);
        return [.. next[..1_000_000], .. added, .. next[1_000_000..3_000_000], .. next[(3_000_000 + added.Length)..]];
    }

    private string At(string name) => Path.Combine(_folder, name);

    /// <summary>A source of one target over a line that may break.</summary>
    private sealed class Line(byte[] bytes) : ITufSource
    {
        public long Sent { get; private set; }

        public int? CutAfter { get; set; }

        public int BytesAtOnce { get; init; } = int.MaxValue;

        public Action? OnRead { get; init; }

        public Task<byte[]?> FetchMetadata(string name, int bytesMax, CancellationToken cancel) => throw new NotSupportedException();

        public bool HasNoRanges { get; init; }

        public Task<Stream?> OpenTarget(TargetPiece piece, CancellationToken cancel) =>
            Task.FromResult<Stream?>(HasNoRanges ? new LateStream(new Body(this, bytes), piece.Offset) : new Body(this, bytes.AsMemory((int)piece.Offset, (int)Math.Min(piece.Length, bytes.Length - piece.Offset))));

        private sealed class Body(Line line, ReadOnlyMemory<byte> rest) : MemoryStream
        {
            private ReadOnlyMemory<byte> _rest = rest;

            public override ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancel = default)
            {
                line.OnRead?.Invoke();
                int count = Math.Min(Math.Min(target.Length, _rest.Length), Math.Min(line.BytesAtOnce, line.CutAfter ?? int.MaxValue));
                _rest[..count].CopyTo(target);
                _rest = _rest[count..];
                line.Sent += count;
                if (line.CutAfter is { } left) line.CutAfter = left - count;
                return ValueTask.FromResult(count);
            }
        }
    }
}
