using EdgeAppliance.Core.Files;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Core.Files;

public sealed class LongFileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(LongFile.PieceBytes - 1)]
    [InlineData(LongFile.PieceBytes)]
    [InlineData(LongFile.PieceBytes + 1)]
    [InlineData(3 * LongFile.PieceBytes + 7)]
    public void Write_AnyLength_IsThereWhole(int bytes)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.FullName, "long");
        byte[] content = new byte[bytes];
        new Random(bytes).NextBytes(content);
        using (var file = new FileStream(path, FileMode.CreateNew)) LongFile.Write(file, new Trickle(content));
        Assert.Equal(content, File.ReadAllBytes(path));
    }

    /// <summary>Gives some thousand bytes at a time, as a network does.</summary>
    private sealed class Trickle(byte[] content) : MemoryStream(content)
    {
        private const int AtOnce = 4321;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, AtOnce)]);
    }
}
