using System.Text;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Tests.Bundles.Tuf;

public sealed class TufDocumentTests
{
    /// <summary>Found by fuzzing: the JSON reader throws another exception for these, and only when the text is asked for.</summary>
    [Theory]
    [InlineData("""{"signed":{"_type":"\ud800"},"signatures":[]}""")]
    [InlineData("""{"signed":{"_type":"root","spec_version":"1.0","x":"\ud800"},"signatures":[]}""")]
    [InlineData("""{"signed":{"_type":"root","spec_version":"1.0","\ud800":1},"signatures":[]}""")]
    [InlineData("""{"signed":{"_type":"root","spec_version":"1.0"},"signatures":[{"keyid":"\udfff","sig":""}]}""")]
    [InlineData("{\"signed\":{\"_type\":\"\u00ff\"},\"signatures\":[]}")]
    public void Parse_TextThatIsNoUnicode_IsMalformed(string json) =>
        Assert.Equal(TufFailure.Malformed, Assert.Throws<TufException>(() => TufDocument.Parse(Encoding.Latin1.GetBytes(json), "root")).Failure);
}
