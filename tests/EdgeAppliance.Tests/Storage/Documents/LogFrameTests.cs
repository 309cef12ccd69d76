using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Tests.Storage.Documents;

public sealed class LogFrameTests
{
    [Fact]
    public void Seal_KnownPage_MatchesTheFrozenBytes()
    {
        var frame = Frame(fill: 0x5A);
        LogFrame.Seal(frame, generation: 3, index: 7);
        Assert.Equal("4C4146460300000007000000000000002011AA32000000000000000000000000", Convert.ToHexString(frame.AsSpan(0, LogFrame.HeaderBytes)));
        Assert.Equal(8224, frame.Length);
        Assert.Equal(8192 + 2 * 8224, LogFrame.Offset(2));
    }

    [Fact]
    public void SealGeneration_Known_MatchesTheFrozenBytes()
    {
        var block = new byte[LogFrame.GenerationBytes];
        LogFrame.SealGeneration(block, 258);
        Assert.Equal("4C41464702010000F7CDC605", Convert.ToHexString(block.AsSpan(0, 12)));
        Assert.Equal(258u, LogFrame.ReadGeneration(block));
    }

    [Fact]
    public void IsWhole_OtherGenerationPlaceOrBit_IsRefused()
    {
        var frame = Frame(fill: 1);
        LogFrame.Seal(frame, generation: 3, index: 7);
        Assert.True(LogFrame.IsWhole(frame, 3, 7));
        Assert.False(LogFrame.IsWhole(frame, 4, 7));
        Assert.False(LogFrame.IsWhole(frame, 3, 6));
        frame[5000] ^= 1;
        Assert.False(LogFrame.IsWhole(frame, 3, 7));
    }

    [Fact]
    public void ReadGeneration_NeverWritten_IsZero() => Assert.Equal(0u, LogFrame.ReadGeneration(new byte[LogFrame.GenerationBytes]));

    private static byte[] Frame(byte fill)
    {
        var frame = new byte[LogFrame.Bytes];
        frame.AsSpan(LogFrame.HeaderBytes).Fill(fill);
        return frame;
    }
}
