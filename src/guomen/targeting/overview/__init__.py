"""What is inspected and why, office by office: mode of selection, budget, arms, the policies behind them."""
