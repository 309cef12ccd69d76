using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Tests.Edgectl.Terminal;

public sealed class TableTests
{
    [Fact]
    public void WriteTo_Rows_AreAligned()
    {
        var table = new Table("NAME", "COUNT>", "STATE");
        table.Row("pump", "5,000", "runs");
        table.Row("a-longer-name", "7", new Cell("down", Ink.Bad));
        Assert.Equal("NAME           COUNT  STATE\npump           5,000  runs\na-longer-name      7  down\n", Written(table, colours: false));
    }

    [Fact]
    public void WriteTo_Colours_LeaveTheWidthsAlone()
    {
        var table = new Table("NAME", "STATE");
        table.Row(new Cell("pump", Ink.Good), "runs");
        Assert.Equal("\e[1mNAME\e[0m  \e[1mSTATE\e[0m\n\e[32mpump\e[0m  runs\n", Written(table, colours: true));
    }

    [Fact]
    public void WriteTo_NoRow_SaysSo() => Assert.Equal("nothing waits\n", Written(new Table("NAME"), colours: false));

    [Fact]
    public void WriteTo_HostileText_MovesNothing()
    {
        var table = new Table("NAME", "STATE");
        table.Row("\e[2J\u202Epump\n", new string('x', 100));
        Assert.Equal("NAME        STATE\n?[2J?pump?  " + new string('x', 100) + "\n", Written(table, colours: false));
        var wide = new Table("NAME", "STATE");
        wide.Row(new string('x', 100), "runs");
        Assert.All(Written(wide, colours: false).Split('\n'), line => Assert.True(line.Length < 70));
    }

    private static string Written(Table table, bool colours)
    {
        var output = new StringWriter { NewLine = "\n" };
        table.WriteTo(new Screen(output, TextWriter.Null, colours), "nothing waits");
        return output.ToString();
    }
}
