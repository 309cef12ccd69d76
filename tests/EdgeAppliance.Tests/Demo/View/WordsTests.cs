using EdgeAppliance.Demo.View;

namespace EdgeAppliance.Tests.Demo.View;

public sealed class WordsTests
{
    [Theory]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("unbreakable word", 4, "unbreakable|word")]
    [InlineData("", 10, "")]
    public void Wrap_Text_BreaksBetweenWords(string text, int width, string lines) => Assert.Equal(lines, string.Join('|', Words.Wrap(text, width)));

    [Fact]
    public void Columns_ColouredText_CountsNoColours() => Assert.Equal(5, Words.Columns("\e[31;1mab\e[0mcde"));

    [Fact]
    public void Cut_ColouredText_EndsItsColours() => Assert.Equal("\e[32mab\e[0m", Words.Cut("\e[32mabc\e[0m", 2));

    [Fact]
    public void Cut_ShortText_IsUnchanged() => Assert.Equal("\e[32mabc\e[0m", Words.Cut("\e[32mabc\e[0m", 3));
}
