using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Chunks;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests;

public sealed class ChunkIndexFuzzTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<byte[]> s_indexes = [Index(0), Index(1), Index(20_000), Index(200_000)];
    private static readonly Mutator s_damage = new(s_indexes, [.. Corpus.Tokens("EACI"), [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff]]);

    [Fact]
    public void Parse_DamagedIndex_GivesOneWithoutGapsOrItsError() => new Fuzz("chunk-index", output) { Cases = 20_000, AllocatedBytesMax = 1 << 20 }.Run(s_indexes, s_damage.Make, Check);

    private static void Check(byte[] bytes)
    {
        ChunkIndex index;
        try
        {
            index = ChunkIndex.Parse(bytes);
        }
        catch (BundleException e)
        {
            Assert.NotEmpty(e.Message);
            return;
        }
        long end = 0;
        foreach (var chunk in index.Chunks)
        {
            if (chunk.Offset != end || chunk.Length <= 0 || chunk.Length > index.Sizes.Max) Assert.Fail($"a chunk of {chunk.Length} bytes at {chunk.Offset}, where {end} is due");
            end += chunk.Length;
        }
        Assert.Equal(index.FileBytes, end);
    }

    private static byte[] Index(int fileBytes)
    {
        byte[] file = new byte[fileBytes];
        new Random(1).NextBytes(file);
        return ChunkIndex.Of(new MemoryStream(file)).ToBytes();
    }
}
