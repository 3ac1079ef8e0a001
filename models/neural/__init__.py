"""The torch side: encoders, the multi-task network, its export. Training only; serving never comes here."""
