using CsCheck;
using EdgeAppliance.Edgectl.Evaluate;

namespace EdgeAppliance.Tests.Edgectl.Evaluate;

public sealed class RecordingReaderTests
{
    [Fact]
    public void Read_LabelledFile_SplitsChannelsAndLabels()
    {
        var recording = RecordingReader.Read("f", new StringReader("datetime;a;b;anomaly;changepoint\nt;1;2.5;0.0;0.0\nt;3;4;1.0;0.0\n"));
        Assert.Equal(["a", "b"], recording.Channels);
        Assert.Equal([1, 2.5, 3, 4], recording.Values);
        Assert.Equal([false, true], recording.Labels);
    }

    [Theory]
    [InlineData("", "f: the file is empty")]
    [InlineData("t;a\nx;zero\n", "f:2: 'zero' is not a number")]
    [InlineData("t;a\nx;1;2\n", "f:2: 3 cells, where the header has 2")]
    [InlineData("t;a\nx;NaN\n", "f:2: 'NaN' is not a number")]
    [InlineData("anomaly\n1\n", "f:1: -1 channels, where 1 to 256 belong")]
    public void Read_BadFile_SaysWhatAndWhere(string text, string error) =>
        Assert.Equal(error, Assert.Throws<InvalidDataException>(() => RecordingReader.Read("f", new StringReader(text))).Message);

    [Fact]
    public void Read_AnyText_GivesARecordingOrAClearError() =>
        Gen.String[Gen.Char["0123456789.;,\nt-eEanomly"], 0, 200].Sample(text =>
        {
            try
            {
                var recording = RecordingReader.Read("f", new StringReader(text));
                return recording.Values.Length == recording.Rows * recording.Channels.Length;
            }
            catch (InvalidDataException)
            {
                return true;
            }
        });
}
