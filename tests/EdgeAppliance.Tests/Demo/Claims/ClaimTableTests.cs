using EdgeAppliance.Demo.Claims;
using EdgeAppliance.Demo.View;

namespace EdgeAppliance.Tests.Demo.Claims;

public sealed class ClaimTableTests
{
    [Fact]
    public void Write_LongCells_WrapInTheirColumns()
    {
        var claims = new[] { new Claim("Nothing is lost", "three thousand readings acknowledged and delivered", true), new Claim("It stops", "no", false) };
        Assert.Equal(
            """
            claim            measured           held
            Nothing is lost  three thousand     yes
                             readings
                             acknowledged and
                             delivered
            It stops         no                 NO

            """,
            ClaimTable.Write(claims, Style.Plain, 40));
    }
}
